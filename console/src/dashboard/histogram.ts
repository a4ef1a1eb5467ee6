import type { Column, Row } from '../api/types';
import { isNumeric } from '../grid/cells';
import { attribute, h, text } from '../ui/dom';
import { percent, short, tiny, whole } from '../ui/format';

interface Bar {
  readonly name: string;
  readonly from: number;
  readonly value: number;
  readonly late: boolean;
}

const HEIGHT = 132;
/** With more bars than this only every half hour is named. */
const NAMED_ALL_MAX = 10;
/** Bars lower than this share of the highest have no room for a number; hovering tells it. */
const SHARE_NUMBERED = 0.06;

/** Flights by delay. Bars past the quarter of an hour that counts as late are amber. */
export class DelayHistogram {
  readonly element: HTMLElement;
  private readonly bars = h('div', { class: 'bars', role: 'img', 'data-testid': 'delay-histogram' });
  private readonly note = h('p', { class: 'card-note' });
  private views: { column: HTMLElement; fill: HTMLElement; value: HTMLElement }[] = [];

  constructor() {
    this.element = h('section', { class: 'card' }, h('h2', {}, 'Delay at arrival'), this.note, this.bars);
  }

  update(columns: readonly Column[], rows: readonly Row[]): void {
    const bars = barsOf(columns, rows);
    if (bars.length !== this.views.length) this.build(bars);
    const most = Math.max(1, ...bars.map((bar) => bar.value));
    const total = bars.reduce((sum, bar) => sum + bar.value, 0);
    bars.forEach((bar, i) => {
      const view = this.views[i];
      if (view === undefined) return;
      view.fill.style.height = `${Math.max(1, (bar.value / most) * HEIGHT)}px`;
      view.fill.classList.toggle('late', bar.late);
      text(view.value, bar.value >= most * SHARE_NUMBERED ? tiny(bar.value) : '\u00a0');
      view.column.title = `from ${bar.from} min: ${whole(bar.value)} flights, ${percent(bar.value / Math.max(1, total), 1)}`;
    });
    const late = bars.filter((bar) => bar.late).reduce((sum, bar) => sum + bar.value, 0);
    text(this.note, `${short(total)} flights, ${percent(late / Math.max(1, total), 1)} 15 minutes late or more`);
    attribute(this.bars, 'aria-label', `Delay at arrival in minutes: ${bars.map((bar) => `from ${bar.from}: ${bar.value}`).join(', ')}`);
  }

  private build(bars: readonly Bar[]): void {
    this.views = bars.map((bar) => {
      const fill = h('div', { class: 'bar-fill' });
      const value = h('span', { class: 'bar-value' });
      return { fill, value, column: h('div', { class: 'bar' }, value, fill, h('span', { class: 'bar-name' }, bar.name || '\u00a0')) };
    });
    this.bars.replaceChildren(...this.views.map((view) => view.column));
  }
}

/** Adapts to the table: the count is its last number, the order its first number or else the label's own. */
export function barsOf(columns: readonly Column[], rows: readonly Row[]): Bar[] {
  const numbers = columns.map((column, i) => ({ column, i })).filter(({ column }) => isNumeric(column));
  const count = numbers.find(({ column }) => /flights|count|rows/.test(column.name)) ?? numbers.at(-1);
  if (count === undefined) return [];
  const start = numbers.find(({ i, column }) => i !== count.i && !/rate|share/.test(column.name));
  const label = columns.findIndex((column) => !isNumeric(column));
  const low = (row: Row): number => (start !== undefined ? Number(row[start.i]) : firstNumber(String(row[label])));
  const sorted = [...rows].sort((a, b) => low(a) - low(b));
  return sorted.map((row, i) => ({
    name: label >= 0 ? compact(String(row[label])) : edge(low(row), i, sorted.length, low(sorted[1] ?? row)),
    from: low(row),
    value: Number(row[count.i] ?? 0),
    late: low(row) >= 15,
  }));
}

/** Steps are named by where they begin; the first and the last are open. */
function edge(from: number, index: number, count: number, second: number): string {
  if (index === 0) return `<${second}`.replace('-', '−');
  if (index === count - 1) return `${from}+`;
  return count > NAMED_ALL_MAX && from % 30 !== 0 ? '' : String(from).replace('-', '−');
}

function firstNumber(label: string): number {
  const found = /-?\d+/.exec(label);
  if (found === null) return /early/i.test(label) ? -1 : 0;
  return /^(<|under|below)/i.test(label) ? Number(found[0]) - 1 : Number(found[0]);
}

function compact(label: string): string {
  return label.replace(/\s*(minutes|min)\b/, '').replace(' to ', '–');
}

