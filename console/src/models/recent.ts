import { query, records } from '../api/client';
import type { Context } from '../shell/page';
import { link } from '../shell/router';
import { h } from '../ui/dom';
import { emptyState } from '../ui/empty';
import { projectTime, whole } from '../ui/format';
import { poll } from '../ui/poll';
import { Rows } from '../ui/rows';
import { measure } from './model';

const PERIOD_MS = 3_000;
const SHOWN = 12;

/** A row of a predictor's table; the columns before due_tick are its key. */
type Prediction = Record<string, unknown>;

/** What the newest rows were foretold, and what came of them. */
export class RecentPredictions {
  readonly element: HTMLElement;
  private readonly empty = h('div', { hidden: true }, emptyState('Nothing was foretold yet. A prediction is made of each row that enters the table.'));
  private readonly stop: () => void;
  private keys: readonly string[] = [];

  constructor(name: string, _context: Context) {
    const table = `tidemill.predictions_${name}`;
    const rows = new Rows<Prediction>({
      label: 'The newest predictions',
      testId: 'recent-predictions',
      key: (one) => this.key(one),
      columns: [
        { name: 'row', mono: true, cell: (one) => ({ text: this.key(one) }) },
        { name: 'due', mono: true, cell: (one) => ({ text: projectTime(String(one['due_at'])) }) },
        { name: 'prediction', mono: true, cell: (one) => ({ text: value(one['prediction']) }) },
        { name: 'score', number: true, cell: (one) => (typeof one['score'] === 'number' ? { text: measure(one['score']), share: one['score'] } : { text: '–' }) },
        { name: 'came', mono: true, cell: (one) => ({ text: one['label'] === null ? '–' : value(one['label']) }) },
        { name: 'outcome', cell: outcome },
        { name: 'labels learnt', number: true, cell: (one) => ({ text: whole(Number(one['labels_learnt'])) }) },
      ],
    });
    this.element = h(
      'section',
      { class: 'card' },
      h('div', { class: 'card-head' }, h('h2', {}, 'Newest predictions'), h('a', { class: 'unit', href: link('tables', table) }, 'all of them')),
      rows.element,
      this.empty,
    );
    this.stop = poll(PERIOD_MS, async () => {
      const answer = await query(`SELECT * FROM ${table} ORDER BY due_tick DESC, 1 DESC LIMIT ${SHOWN}`);
      const names = answer.columns.map((column) => column.name);
      this.keys = names.slice(0, names.indexOf('due_tick'));
      const found = records<Prediction>(answer);
      rows.update(found);
      rows.element.hidden = found.length === 0;
      this.empty.hidden = found.length > 0;
    });
  }

  close(): void {
    this.stop();
  }

  private key(one: Prediction): string {
    return this.keys.map((name) => value(one[name])).join(' · ');
  }
}

function value(of: unknown): string {
  return typeof of === 'number' && !Number.isInteger(of) ? measure(of) : String(of);
}

function outcome(one: Prediction): { readonly text: string; readonly state: string } {
  const status = String(one['status']);
  if (status !== 'labelled') return { text: status, state: status };
  if (typeof one['label'] === 'number' && typeof one['prediction'] === 'number') return { text: `off by ${measure(Math.abs(one['label'] - one['prediction']))}`, state: 'told' };
  return one['label'] === one['prediction'] ? { text: 'right', state: 'right' } : { text: 'wrong', state: 'wrong' };
}
