import type { Viewport } from '../api/types';
import { records } from '../api/client';
import { h, text } from '../ui/dom';
import { percent, whole } from '../ui/format';
import { tint } from '../ui/tint';
import { lateColour } from './scale';

const LINES_MAX = 10;

interface Line {
  readonly element: HTMLElement;
  readonly code: HTMLElement;
  readonly city: HTMLElement;
  readonly bar: HTMLElement;
  readonly rate: HTMLElement;
  readonly departures: HTMLElement;
}

/** The ten worst airports now, as the live table ranks them. */
export class WorstList {
  readonly element: HTMLElement;
  private readonly body = h('ol', { class: 'worst', 'data-testid': 'worst-airports' });
  private readonly empty = h('p', { class: 'faint worst-empty', hidden: true }, 'It is quiet: no airport had enough departures in the last hour to be ranked.');
  private readonly lines: Line[] = [];
  private ranked: ReadonlySet<string> | null = null;

  constructor() {
    this.element = h('section', { class: 'card' }, h('h2', {}, 'Worst airports now'), h('p', { class: 'card-note' }, 'late rate in the last hour, departures'), this.body, this.empty);
  }

  update(view: Viewport): void {
    const rows = records(view)
      .sort((a, b) => Number(b['late_rate']) - Number(a['late_rate']))
      .slice(0, LINES_MAX);
    this.empty.hidden = rows.length > 0;
    while (this.lines.length < rows.length) this.add();
    while (this.lines.length > rows.length) this.lines.pop()?.element.remove();
    const before = this.ranked;
    this.ranked = new Set(rows.map(code));
    rows.forEach((row, i) => {
      const line = this.lines[i];
      if (line === undefined) return;
      fill(line, row);
      if (before !== null && !before.has(code(row))) tint(line.element);
    });
  }

  private add(): void {
    const line: Line = {
      element: h('li', {}),
      code: h('b', { class: 'mono' }),
      city: h('span', { class: 'worst-city' }),
      bar: h('i', { class: 'worst-bar' }),
      rate: h('b', { class: 'number' }),
      departures: h('span', { class: 'number unit' }),
    };
    line.element.append(line.code, line.city, h('span', { class: 'worst-track' }, line.bar), line.rate, line.departures);
    this.lines.push(line);
    this.body.append(line.element);
  }
}

function code(row: Readonly<Record<string, unknown>>): string {
  return String(row['airport'] ?? row['iata'] ?? row['origin'] ?? '');
}

function fill(line: Line, row: Readonly<Record<string, unknown>>): void {
  const rate = Number(row['late_rate'] ?? 0);
  text(line.code, code(row));
  text(line.city, String(row['city'] ?? row['name'] ?? ''));
  text(line.rate, percent(rate));
  text(line.departures, whole(Number(row['departures'] ?? 0)));
  line.bar.style.width = `${Math.min(100, rate * 100)}%`;
  line.bar.style.background = lateColour(rate);
}
