import { tablePath } from '../api/client';
import { openEvents } from '../api/sse';
import type { Row, TableStatus } from '../api/types';
import { shown } from '../grid/cells';
import { h, replace } from '../ui/dom';
import { plural, whole } from '../ui/format';

const LINES_MAX = 200;
const PAINT_MS = 250;

interface Change {
  readonly tick: number;
  readonly weight: number;
  readonly row: Row;
}

/**
 * The table's changes as a subscriber gets them: rows with a weight, tick by tick, newest first. The rows that the
 * subscription begins with are not asked for; the grid beside this log shows them.
 */
export class ChangeLog {
  readonly element: HTMLElement;
  private readonly list = h('ol', { class: 'change-list', 'data-testid': 'change-list' });
  private readonly note = h('p', { class: 'pad' }, 'Subscribing…');
  private readonly stopEvents: () => void;
  private readonly timer: number;
  private changes: Change[] = [];
  private count = 0;
  private dirty = false;

  constructor(private readonly table: TableStatus) {
    this.element = h('div', { class: 'change-log' }, this.note, this.list);
    this.stopEvents = openEvents(`${tablePath(table.name)}/changes?limit=0`, {
      event: ({ event, data }) => this.accept(event, data),
      lost: () => replace(this.note, 'The subscription broke; it resumes from the last tick seen.'),
    });
    this.timer = window.setInterval(() => this.paint(), PAINT_MS);
  }

  close(): void {
    this.stopEvents();
    window.clearInterval(this.timer);
  }

  private accept(event: string, data: string): void {
    if (event === 'snapshot' || event === 'reset') {
      const snapshot = JSON.parse(data) as { tick: number; total: number };
      replace(this.note, `Subscribed at tick ${whole(snapshot.tick)} with ${plural(snapshot.total, 'row')}. Each line below is one change.`);
    } else if (event === 'changes') {
      const { tick, changes } = JSON.parse(data) as { tick: number; changes: readonly (readonly [number, Row])[] };
      this.count += changes.length;
      this.changes = [...changes.map(([weight, row]) => ({ tick, weight, row })).reverse(), ...this.changes].slice(0, LINES_MAX);
      this.dirty = true;
    }
  }

  private paint(): void {
    if (!this.dirty) return;
    this.dirty = false;
    replace(this.note, `${plural(this.count, 'change')} since you subscribed, the newest ${LINES_MAX} kept.`);
    replace(this.list, this.changes.map((change) => this.line(change)));
  }

  private line({ tick, weight, row }: Change): HTMLElement {
    return h(
      'li',
      { class: weight > 0 ? 'change plus' : 'change minus' },
      h('span', { class: 'change-tick' }, whole(tick)),
      h('b', { class: 'change-weight' }, weight > 0 ? `+${weight}` : `−${-weight}`),
      h('span', { class: 'change-row' }, this.table.columns.map((column, i) => shown(row[i], column)).join('  ')),
    );
  }
}
