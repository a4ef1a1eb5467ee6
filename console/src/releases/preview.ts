import { get } from '../api/client';
import type { Preview, PreviewDifference, TableStatus } from '../api/types';
import { link } from '../shell/router';
import { attribute, h, replace, text } from '../ui/dom';
import { bytesText, count, percent, plural } from '../ui/format';
import { icon } from '../ui/icons';
import { diffView } from '../ui/line-diff';
import { asProblem, problemBox } from '../ui/problem';
import { differenceView } from './difference';
import { columnChanges } from './model';

const STATES: Readonly<Record<Preview['state'], string>> = { running: 'green', building: 'amber', suspended: 'red' };

/** One preview beside the table that it would become. Its rows are compared when it is asked for, since that reads both. */
export class PreviewCard {
  readonly element: HTMLDetailsElement;
  private readonly state = h('span', { class: 'badge' });
  private readonly rows = h('p', { class: 'preview-rows' });
  private readonly bars = h('div', { class: 'preview-bars', 'aria-hidden': 'true' });
  private readonly problem = h('p', { class: 'card-note red', hidden: true });
  private readonly columns = h('div', {});
  private readonly sql = h('div', {});
  private readonly reached = h('p', { class: 'card-note', 'data-testid': 'preview-reaches' });
  private readonly difference = h('div', { 'aria-live': 'polite' });
  private readonly compare: HTMLButtonElement;
  private written = '';
  private compared = false;

  constructor(
    readonly name: string,
    private readonly of: string,
    open: boolean,
  ) {
    this.compare = h('button', { type: 'button', class: 'chip', 'data-testid': `compare-${name}`, onclick: () => void this.look() }, icon('swap', 14), 'Compare the rows again');
    this.element = h(
      'details',
      { class: 'card preview-card', open, 'data-testid': `preview-${name}` },
      h('summary', {}, h('b', { class: 'mono' }, name), h('span', { class: 'unit' }, 'would become '), h('span', { class: 'mono' }, of), this.state),
      h(
        'div',
        { class: 'preview-body' },
        h('div', { class: 'preview-counts' }, this.rows, this.bars, this.problem),
        this.columns,
        this.sql,
        this.reached,
        this.difference,
        h(
          'div',
          { class: 'preview-acts' },
          this.compare,
          h('a', { class: 'chip', href: link('tables', name) }, icon('tables', 14), 'Its rows'),
          h('a', { class: 'chip', href: link('tables', of) }, icon('tables', 14), 'Those in force'),
        ),
      ),
    );
    this.element.addEventListener('toggle', () => this.begin());
  }

  /**
   * @param table null when no table of that name is in force: the preview would be a new one
   */
  update(preview: Preview, table: TableStatus | null, shadow: TableStatus | null, reached: readonly string[] | null): void {
    this.state.className = `badge ${STATES[preview.state]}`;
    text(this.state, preview.state === 'building' && preview.rows_to_read > 0 ? `building, ${percent(preview.rows_read / preview.rows_to_read)}` : preview.state);
    text(
      this.rows,
      `${plural(preview.rows, 'row')} in ${bytesText(preview.state_bytes)}; ${table === null ? `there is no table ${this.of} yet` : `${count(table.rows)} ${table.rows === 1 ? 'row' : 'rows'} in force`}.`,
    );
    this.drawBars(preview.rows, table?.rows ?? 0);
    this.problem.hidden = preview.problem === null;
    text(this.problem, preview.problem ?? '');
    const written = `${table?.sql ?? ''}\n${shadow?.sql ?? ''}\n${(shadow?.columns ?? []).map((column) => column.name + column.type).join()}`;
    if (written !== this.written) {
      this.written = written;
      this.describe(table, shadow);
    }
    text(this.reached, reached === null ? '' : reached.length === 0 ? `Nothing else reads ${this.of}.` : `Behind it: ${reached.join(', ')}. They go on as they are until it is applied.`);
    attribute(this.compare, 'disabled', preview.state === 'running' && table !== null ? null : '');
    if (preview.state === 'running' && table !== null) this.begin();
  }

  private drawBars(preview: number, table: number): void {
    const most = Math.max(1, preview, table);
    const bar = (value: number, name: string, label: string): HTMLElement => {
      const fill = h('i', { class: name });
      fill.style.width = `${(value / most) * 100}%`;
      return h('div', { class: 'preview-bar' }, h('span', { class: 'unit' }, label), h('span', { class: 'preview-track' }, fill));
    };
    replace(this.bars, bar(preview, 'shadow', 'preview'), bar(table, 'force', 'in force'));
  }

  private describe(table: TableStatus | null, shadow: TableStatus | null): void {
    const changes = table === null || shadow === null ? [] : columnChanges(table.columns, shadow.columns);
    replace(
      this.columns,
      changes.length === 0
        ? h('p', { class: 'card-note' }, table === null ? 'All of it is new.' : 'The columns stay as they are.')
        : h(
            'ul',
            { class: 'column-changes', 'data-testid': 'column-changes' },
            changes.map(({ name, before, after }) =>
              h(
                'li',
                { class: before === null ? 'come' : after === null ? 'gone' : '' },
                h('span', { class: 'badge' }, icon(before === null ? 'plus' : after === null ? 'minus' : 'swap', 12), before === null ? 'new column' : after === null ? 'column goes' : 'another type'),
                h('b', { class: 'mono' }, name),
                h('span', { class: 'column-type' }, before !== null && after !== null ? `${before} → ${after}` : (after ?? before)),
              ),
            ),
          ),
    );
    const before = table?.sql ?? '';
    const after = shadow?.sql ?? '';
    replace(this.sql, before === after || after === '' ? h('p', { class: 'card-note' }, 'Its own SQL is the same; what it reads is not.') : diffView(before, after, `How the SQL of ${this.of} would change`));
  }

  /** The rows are compared once by themselves, when the card is open and the preview built. */
  private begin(): void {
    if (!this.element.open || this.compared || this.compare.hasAttribute('disabled')) return;
    void this.look();
  }

  private async look(): Promise<void> {
    this.compared = true;
    replace(this.difference, h('p', { class: 'faint' }, 'Comparing the rows at one tick…'));
    try {
      replace(this.difference, differenceView(await get<PreviewDifference>(`/v1/preview/${encodeURIComponent(this.name)}/difference?samples=5`)));
    } catch (error) {
      replace(this.difference, problemBox(asProblem(error)));
    }
  }
}
