import { query } from '../api/client';
import type { QueryAnswer, Status } from '../api/types';
import { Grid } from '../grid/grid';
import { FixedRows } from '../grid/source';
import type { Context, Page } from '../shell/page';
import { h, replace } from '../ui/dom';
import { plural, whole } from '../ui/format';
import { icon } from '../ui/icons';
import { asProblem, problemBox } from '../ui/problem';
import { SqlEditor } from './editor';
import { keepQuestion, lastQuestion, remember } from './history';
import { QuerySide } from './side';

const NEXT = 'tidemill.query.next';

export function queryPage(context: Context): Page {
  const view = new QueryView(context);
  return { element: view.element, close: () => view.close() };
}

/** SQL in, rows out; all tables of one answer are at one tick, which is named. */
class QueryView {
  readonly element: HTMLElement;
  private readonly editor: SqlEditor;
  private readonly side: QuerySide;
  private readonly button: HTMLButtonElement;
  private readonly facts = h('div', { class: 'query-facts', 'data-testid': 'query-facts', 'aria-live': 'polite' });
  private readonly result = h('div', { class: 'query-result', 'data-testid': 'query-result' });
  private readonly stop: () => void;
  private grid: Grid | null = null;
  private running = false;

  constructor(context: Context) {
    const next = sessionStorage.getItem(NEXT);
    sessionStorage.removeItem(NEXT);
    this.editor = new SqlEditor(next ?? lastQuestion() ?? starter(context.feed.latest), () => void this.run());
    this.side = new QuerySide(
      (word) => this.editor.insert(word),
      (sql) => {
        this.editor.value = sql;
        void this.run();
      },
    );
    this.button = h(
      'button',
      { type: 'button', class: 'primary', 'data-testid': 'run-query', onclick: () => void this.run() },
      icon('play', 14),
      'Run',
      h('kbd', {}, 'Ctrl ↵'),
    );
    replace(this.facts, h('span', { class: 'faint' }, 'Every answer is pinned at one tick.'));
    this.element = h(
      'div',
      { class: 'page query-page', 'data-testid': 'page-query' },
      h(
        'section',
        { class: 'query-main' },
        this.editor.element,
        h('div', { class: 'query-bar' }, this.button, this.facts),
        this.result,
      ),
      this.side.element,
    );
    this.stop = context.feed.watch((status) => {
      this.side.update(status);
      if (this.editor.value !== '') return;
      this.editor.value = starter(status);
      void this.run(false);
    });
    if (this.editor.value !== '') void this.run(next !== null);
    queueMicrotask(() => this.editor.focus());
  }

  close(): void {
    this.stop();
    this.grid?.close();
  }

  /** What the page asks by itself when it opens is not kept as history. */
  private async run(keep = true): Promise<void> {
    const sql = this.editor.value;
    if (this.running || sql.trim() === '') return;
    this.running = true;
    this.button.disabled = true;
    keepQuestion(sql);
    const started = performance.now();
    try {
      const answer = await query(sql);
      if (keep) remember(sql);
      this.side.history();
      this.show(answer, performance.now() - started);
    } catch (error) {
      this.fail(error, sql);
    } finally {
      this.running = false;
      this.button.disabled = false;
    }
  }

  private show(answer: QueryAnswer, roundTrip: number): void {
    const part = (value: string, unit: string, testId: string): HTMLElement =>
      h('span', { class: 'fact' }, h('b', { 'data-testid': testId }, value), h('span', { class: 'unit' }, unit));
    replace(
      this.facts,
      part(whole(answer.tick), 'tick', 'query-tick'),
      h('span', { class: 'fact', 'data-testid': 'query-rows' }, plural(answer.row_count, 'row')),
      part(answer.elapsed_ms.toFixed(1), 'ms', 'query-elapsed'),
      h('span', { class: 'faint' }, `${roundTrip.toFixed(0)} ms with the way here`),
      answer.truncated ? h('span', { class: 'badge amber' }, icon('warning', 12), 'cut off at the limit') : null,
    );
    this.grid?.close();
    this.grid = new Grid(new FixedRows(answer.columns, answer.rows, answer.tick), {
      label: 'Answer',
      testId: 'query-grid',
      emptyText: 'The query ran; no row satisfies it at this tick.',
    });
    replace(this.result, this.grid.element);
  }

  private fail(error: unknown, sql: string): void {
    const problem = asProblem(error);
    replace(this.facts, h('span', { class: 'fact red' }, 'not run'));
    replace(this.result, problemBox(problem, sql));
    if (typeof problem.line === 'number') this.editor.goTo(problem.line, problem.column ?? 1);
  }
}

const STARTER = `SELECT airport, city, state, departures, late, late_rate
FROM worst_airports
ORDER BY late_rate DESC, departures DESC`;

function starter(status: Status | null): string {
  const tables = status?.tables ?? [];
  if (tables.some((table) => table.name === 'worst_airports')) return STARTER;
  const first = tables.find((table) => table.kind === 'live') ?? tables[0];
  return first === undefined ? '' : `SELECT *\nFROM ${first.name}\nLIMIT 100`;
}
