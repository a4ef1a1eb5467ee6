import type { Plan, PlannedChange } from '../api/types';
import { h } from '../ui/dom';
import { bytesText, plural } from '../ui/format';
import { icon } from '../ui/icons';
import { diffView } from '../ui/line-diff';
import { markOf } from './model';

/** A plan as tidemill plan prints it: what is created, replaced and dropped, why, and what that reaches. */
export function planView(plan: Plan): HTMLElement {
  const changes = plan.changes.filter((change) => markOf(change) !== null);
  const { create, update, replace, delete: drop, unchanged } = plan.summary;
  return h(
    'div',
    { class: 'plan', 'data-testid': 'plan' },
    h(
      'p',
      { class: 'plan-summary' },
      changes.length === 0 ? 'It would change nothing.' : `${create} to create, ${update} to change, ${replace} to replace, ${drop} to drop; ${unchanged} stay.`,
    ),
    changes.map(changeView),
    plan.refusals.map(({ code, message, hint }) =>
      h('div', { class: 'plan-refusal' }, icon('warning', 14), h('p', {}, h('span', { class: 'code mono' }, code), ' ', message, hint === null ? null : h('span', { class: 'card-note' }, ` ${hint}`))),
    ),
    plan.warnings.map((warning) => h('div', { class: 'plan-refusal' }, icon('warning', 14), h('p', {}, warning))),
  );
}

function changeView(change: PlannedChange): HTMLElement {
  const mark = markOf(change);
  const before = sqlOf(change.before);
  const after = sqlOf(change.after);
  return h(
    'section',
    { class: 'plan-change' },
    h(
      'h3',
      {},
      h('span', { class: `plan-mark ${mark?.tone ?? ''}`, 'aria-hidden': 'true' }, mark?.mark ?? ''),
      h('span', { class: 'mono' }, change.address),
      h('span', { class: 'unit' }, mark?.word ?? ''),
    ),
    change.reasons.map((reason) => h('p', {}, reason.text)),
    before !== '' && after !== '' && before !== after ? diffView(before, after, `How the SQL of ${change.name} changes`) : null,
    change.affects.length === 0 ? null : h('p', { class: 'card-note' }, 'reaches ', change.affects.map(({ id, any_row: anyRow, columns }) => `${id}${anyRow || columns.length > 0 ? ` (${[...(anyRow ? ['its rows'] : []), ...columns].join(', ')})` : ''}`).join(', ')),
    change.build === null
      ? null
      : h('p', { class: 'card-note' }, `reads ${plural(change.build.rows_to_read, 'row')}, keeps about ${bytesText(change.build.state_bytes)}, built ${change.build.when === 'at_once' ? 'at once' : 'beside the ticks'}`),
  );
}

function sqlOf(properties: Readonly<Record<string, unknown>> | null): string {
  const sql = properties?.['sql'];
  return typeof sql === 'string' ? sql : '';
}
