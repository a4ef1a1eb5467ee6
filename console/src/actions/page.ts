import { get } from '../api/client';
import type { Actions, ActionStatus, OutboxEntry } from '../api/types';
import { Grid } from '../grid/grid';
import type { RowSource, Slice } from '../grid/source';
import { FixedRows } from '../grid/source';
import type { Context, Page } from '../shell/page';
import { link } from '../shell/router';
import { figure } from '../tables/figures';
import { h, replace } from '../ui/dom';
import { whole } from '../ui/format';
import { icon } from '../ui/icons';
import { poll } from '../ui/poll';
import { problemBox, refusalOf } from '../ui/problem';

const PERIOD_MS = 1_000;

const COLUMNS = [
  { name: 'status', type: 'TEXT' },
  { name: 'action', type: 'TEXT' },
  { name: 'row', type: 'TEXT' },
  { name: 'transition', type: 'TEXT' },
  { name: 'created_tick', type: 'BIGINT' },
  { name: 'attempts', type: 'INTEGER' },
  { name: 'last_error', type: 'TEXT' },
  { name: 'idempotency_key', type: 'TEXT' },
  { name: 'payload', type: 'TEXT' },
] as const;

/** What the mill does by itself: each action with its counts, and the durable outbox. */
export function actionsPage(_context: Context): Page {
  const cards = h('div', { class: 'action-cards' });
  const outbox = new OutboxRows();
  const grid = new Grid(outbox, {
    label: 'Outbox',
    testId: 'outbox-grid',
    emptyText: 'Nothing was sent yet. A message appears here when a row enters or leaves the table an action runs on.',
  });
  const problem = h('div', {});
  const content = h('div', { class: 'actions-content' }, cards, h('h2', { class: 'section-title' }, 'Outbox'), h('section', { class: 'card grid-card' }, grid.element));
  const stop = poll(
    PERIOD_MS,
    async () => {
      const answer = await get<Actions>('/v1/actions');
      replace(problem);
      content.hidden = false;
      replace(cards, answer.actions.map(card));
      if (outbox.accept(answer.outbox)) grid.refresh();
    },
    (error) => {
      const refusal = refusalOf(error);
      if (refusal === null) return;
      content.hidden = true;
      replace(problem, problemBox(refusal));
    },
  );
  return {
    element: h(
      'div',
      { class: 'page actions-page', 'data-testid': 'page-actions' },
      h(
        'header',
        { class: 'page-head' },
        h('h1', {}, 'Actions'),
        h('span', { class: 'unit' }, 'each message has a stable idempotency key and is sent until it is answered'),
      ),
      problem,
      content,
    ),
    close: () => {
      stop();
      grid.close();
    },
  };
}

function card(action: ActionStatus): HTMLElement {
  const dead = action.dead > 0;
  const waiting = action.pending > 0;
  return h(
    'section',
    { class: 'card action-card', 'data-testid': `action-${action.name}` },
    h(
      'div',
      { class: 'action-head' },
      icon('actions'),
      h('h2', { class: 'mono' }, action.name),
      h('span', { class: `badge ${dead ? 'red' : waiting ? 'amber' : 'green'}` }, icon(dead ? 'error' : waiting ? 'clock' : 'check', 12), dead ? 'needs you' : waiting ? 'sending' : 'all delivered'),
    ),
    h('p', { class: 'card-note' }, 'runs on ', h('a', { class: 'mono', href: link('tables', action.on) }, action.on)),
    h(
      'dl',
      { class: 'figures' },
      figure('Delivered', whole(action.delivered)),
      figure('Pending', whole(action.pending)),
      figure('Dead', whole(action.dead), '', dead ? 'red' : ''),
    ),
  );
}

/** The outbox as grid rows, newest first. */
class OutboxRows implements RowSource {
  readonly keys = ['idempotency_key'];
  private rows = new FixedRows(COLUMNS, []);
  private shown = '';

  /** Returns whether anything differs. */
  accept(entries: readonly OutboxEntry[]): boolean {
    const next = JSON.stringify(entries);
    if (next === this.shown) return false;
    this.shown = next;
    const sorted = [...entries].sort((a, b) => b.created_tick - a.created_tick);
    this.rows = new FixedRows(
      COLUMNS,
      sorted.map((one) => [
        one.status,
        one.action,
        one.row_key ?? null,
        one.transition ?? null,
        one.created_tick,
        one.attempts,
        one.last_error,
        one.key,
        JSON.stringify(one.payload),
      ]),
    );
    return true;
  }

  slice(offset: number, limit: number, order: Parameters<RowSource['slice']>[2]): Promise<Slice> {
    return this.rows.slice(offset, limit, order);
  }
}
