import { get } from '../api/client';
import type { Costs, TableCost, UserCost } from '../api/types';
import type { Context, Page } from '../shell/page';
import { link } from '../shell/router';
import { h, replace, text } from '../ui/dom';
import { emptyState } from '../ui/empty';
import { bytes, localDateTime, percent, short, span, whole } from '../ui/format';
import { poll } from '../ui/poll';
import { problemBox, refusalOf } from '../ui/problem';
import { Rows } from '../ui/rows';

const PERIOD_MS = 2_000;

/** Each number beside the largest of its column. */
export function sharesOf(values: readonly number[]): readonly number[] {
  const most = Math.max(0, ...values);
  return values.map((value) => (most === 0 ? 0 : value / most));
}

interface Weighed<T> {
  readonly one: T;
  readonly share: number;
}

/** Where the mill's time and memory went since it started: by live table, and by who asked. */
export function operationsCosts(_context: Context): Page {
  const since = h('span', { class: 'unit', 'data-testid': 'costs-since' });
  const tables = tableRows();
  const users = userRows();
  const nobody = h('div', { hidden: true }, emptyState('Nobody has asked anything yet. Queries count for whoever asks them.', 'tidemill sql "SELECT 1"'));
  const problem = h('div', {});
  const content = h(
    'div',
    { class: 'operations-part' },
    h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Live tables'), since), tables.element, h('p', { class: 'card-note' }, 'CPU is time in a table’s operators, on all threads; what tables share counts in equal parts.')),
    h('section', { class: 'card' }, h('h2', {}, 'Users'), users.element, nobody, h('p', { class: 'card-note' }, 'Ran is the time since a query’s turn came; rows reached are all rows of the tables that it read.')),
  );
  const stop = poll(
    PERIOD_MS,
    async () => {
      const costs = await get<Costs>('/v1/costs');
      replace(problem);
      content.hidden = false;
      text(since, `since ${localDateTime(costs.since)}`);
      tables.update(weighed(costs.tables, (one) => one.state_bytes).sort((a, b) => b.one.cpu_ms - a.one.cpu_ms));
      users.update(weighed(costs.users, (one) => one.run_ms).sort((a, b) => b.one.run_ms - a.one.run_ms));
      nobody.hidden = costs.users.length > 0;
      users.element.hidden = costs.users.length === 0;
    },
    (error) => {
      const refusal = refusalOf(error);
      if (refusal === null) return;
      content.hidden = true;
      replace(problem, problemBox(refusal));
    },
  );
  return { element: h('div', {}, problem, content), close: stop };
}

function weighed<T>(all: readonly T[], of: (one: T) => number): Weighed<T>[] {
  const shares = sharesOf(all.map(of));
  return all.map((one, i) => ({ one, share: shares[i] ?? 0 }));
}

function size(value: number): { readonly text: string; readonly unit: string } {
  const { number, unit } = bytes(value);
  return { text: number, unit };
}

function tableRows(): Rows<Weighed<TableCost>> {
  return new Rows<Weighed<TableCost>>({
    label: 'What each live table costs',
    testId: 'table-costs',
    key: ({ one }) => one.table,
    columns: [
      { name: 'live table', mono: true, cell: ({ one }) => ({ text: one.table, href: link('tables', one.table) }) },
      { name: 'CPU', number: true, cell: ({ one }) => ({ text: span(one.cpu_ms), share: one.cpu_share, title: percent(one.cpu_share, 1) }) },
      { name: 'share', number: true, cell: ({ one }) => ({ text: percent(one.cpu_share, 1) }) },
      { name: 'building', number: true, cell: ({ one }) => ({ text: one.build_ms === 0 ? '–' : span(one.build_ms) }) },
      { name: 'rows in', number: true, cell: ({ one }) => ({ text: short(one.rows_in) }) },
      { name: 'rows out', number: true, cell: ({ one }) => ({ text: short(one.rows_out) }) },
      { name: 'state', number: true, cell: ({ one, share }) => ({ ...size(one.state_bytes), share }) },
    ],
  });
}

function userRows(): Rows<Weighed<UserCost>> {
  return new Rows<Weighed<UserCost>>({
    label: 'What each user costs',
    testId: 'user-costs',
    key: ({ one }) => one.user,
    columns: [
      { name: 'user', mono: true, cell: ({ one }) => ({ text: one.user }) },
      { name: 'ran', number: true, cell: ({ one, share }) => ({ text: span(one.run_ms), share }) },
      { name: 'queries', number: true, cell: ({ one }) => ({ text: whole(one.queries) }) },
      { name: 'failed', number: true, cell: ({ one }) => (one.failed > 0 ? { text: whole(one.failed), tone: 'red' } : { text: '–' }) },
      { name: 'waited', number: true, cell: ({ one }) => ({ text: span(one.wait_ms) }) },
      { name: 'rows reached', number: true, cell: ({ one }) => ({ text: short(one.rows_reached) }) },
      { name: 'rows answered', number: true, cell: ({ one }) => ({ text: short(one.rows_answered) }) },
      { name: 'bytes', number: true, cell: ({ one }) => size(one.bytes_answered) },
    ],
  });
}
