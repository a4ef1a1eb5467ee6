import { get, postJson } from '../api/client';
import type { IngestAnswer, QuarantinedRow } from '../api/types';
import { h, replace } from '../ui/dom';
import { emptyState } from '../ui/empty';
import { localTime, plural } from '../ui/format';
import { icon } from '../ui/icons';
import { poll } from '../ui/poll';
import { asProblem, problemBox, refusalOf } from '../ui/problem';
import { toast } from '../ui/toast';

const PERIOD_MS = 1_500;
const ROWS_MAX = 100;

interface Answer {
  readonly rows: readonly QuarantinedRow[];
  readonly total: number;
}

/** Rows that broke their contract, with the reason and the raw row; they can be tried again once the cause is gone. */
export class QuarantineCard {
  readonly element: HTMLElement;
  private readonly count = h('span', { class: 'unit', 'data-testid': 'quarantine-total' });
  private readonly content = h('div', { class: 'quarantine-list', 'data-testid': 'quarantine' });
  private readonly all: HTMLButtonElement;
  private readonly stop: () => void;
  private shown = '';
  private tables: readonly string[] = [];

  constructor() {
    this.all = h(
      'button',
      { type: 'button', class: 'chip', hidden: true, 'data-testid': 'retry-all', onclick: () => void this.retryAll() },
      'Retry all',
    );
    this.element = h('section', { class: 'card wide' }, h('div', { class: 'card-head' }, h('h2', {}, 'Quarantine'), this.count, this.all), this.content);
    this.stop = poll(
      PERIOD_MS,
      () => this.look(),
      (error) => {
        const refusal = refusalOf(error);
        if (refusal !== null) replace(this.content, problemBox(refusal));
      },
    );
  }

  close(): void {
    this.stop();
  }

  private async look(): Promise<void> {
    const answer = await get<Answer>(`/v1/quarantine?limit=${ROWS_MAX}`);
    const next = `${answer.total}:${answer.rows.map((row) => row.id).join()}`;
    if (next === this.shown) return;
    this.shown = next;
    this.tables = [...new Set(answer.rows.map((row) => row.table))];
    this.all.hidden = answer.rows.length === 0;
    this.count.textContent = answer.total === 0 ? '' : `${plural(answer.total, 'row')}${answer.total > answer.rows.length ? `, the newest ${answer.rows.length} shown` : ''}`;
    replace(
      this.content,
      answer.rows.length === 0
        ? emptyState('No row broke its contract. One that does is kept here with its reason, never lost.')
        : answer.rows.map((row) => this.line(row)),
    );
  }

  private line(row: QuarantinedRow): HTMLElement {
    return h(
      'article',
      { class: 'quarantined', 'data-testid': `quarantined-${row.id}` },
      h(
        'div',
        { class: 'quarantined-head' },
        h('span', { class: 'badge amber' }, icon('warning', 12), row.rule),
        h('b', { class: 'mono' }, row.column === null ? row.table : `${row.table}.${row.column}`),
        h('span', { class: 'quarantined-reason' }, row.reason),
        h('span', { class: 'unit' }, localTime(row.at)),
        h('button', { type: 'button', class: 'chip', onclick: () => void this.retry({ ids: [row.id] }) }, 'Retry'),
      ),
      h('code', { class: 'quarantined-raw', title: row.raw }, row.raw),
    );
  }

  private async retryAll(): Promise<void> {
    for (const table of this.tables) await this.retry({ table });
  }

  private async retry(what: { ids: readonly number[] } | { table: string }): Promise<void> {
    try {
      const answer = await postJson<IngestAnswer>('/v1/quarantine/retry', what);
      toast(`Tick ${answer.tick}: ${answer.accepted} accepted, ${answer.quarantined} still quarantined`);
    } catch (error) {
      const problem = asProblem(error);
      toast(`${problem.code} ${problem.message}`);
    }
    this.shown = '';
    await this.look();
  }
}
