import { postJson } from '../api/client';
import type { Verification } from '../api/types';
import { h, replace } from '../ui/dom';
import { plural, whole } from '../ui/format';
import { icon } from '../ui/icons';
import { asProblem, problemBox } from '../ui/problem';

/** Compares every live table with its batch answer at one pinned tick, on demand. */
export function verifyCard(): HTMLElement {
  const answer = h('div', { class: 'verify-answer', 'data-testid': 'verify-answer', 'aria-live': 'polite' });
  const button = h(
    'button',
    {
      type: 'button',
      class: 'primary',
      'data-testid': 'verify',
      onclick: async () => {
        button.disabled = true;
        replace(answer, h('p', { class: 'faint' }, 'Running every live table’s SQL as a batch over its admitted inputs…'));
        try {
          replace(answer, told(await postJson<Verification>('/v1/verify', {})));
        } catch (error) {
          replace(answer, problemBox(asProblem(error)));
        } finally {
          button.disabled = false;
        }
      },
    },
    icon('check', 14),
    'Verify now',
  );
  return h(
    'section',
    { class: 'card' },
    h('div', { class: 'card-head' }, h('h2', {}, 'Is every live table right?'), button),
    answer,
    h('p', { class: 'card-note' }, 'Each is compared, row by row, with its query run as a batch at one pinned tick.'),
  );
}

function told(verification: Verification): HTMLElement {
  const right = verification.mismatches === 0;
  const wrong = verification.tables.filter((table) => table.mismatches > 0);
  return h(
    'div',
    {},
    h(
      'p',
      { class: right ? 'verdict green' : 'verdict red' },
      icon(right ? 'check' : 'error'),
      right
        ? `${plural(verification.tables.length, 'live table')}, no mismatch`
        : `${plural(verification.mismatches, 'mismatch', 'mismatches')} in ${wrong.map((table) => table.table).join(', ')}`,
      h('span', { class: 'unit' }, `tick ${whole(verification.tick)}, ${whole(verification.elapsed_ms)} ms`),
    ),
    h(
      'ul',
      { class: 'verify-tables' },
      verification.tables.map((table) =>
        h('li', {}, h('span', { class: 'mono' }, table.table), h('span', { class: 'number unit' }, `${whole(table.rows)} = ${whole(table.batch_rows)}`)),
      ),
    ),
  );
}
