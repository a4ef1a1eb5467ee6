import { h, text } from '../ui/dom';
import { percent, whole } from '../ui/format';
import { poll } from '../ui/poll';
import { tint } from '../ui/tint';
import { airportHour } from './follow';

const PERIOD_MS = 700;

/** The chosen origin, now: its last hour as the live table has it. */
export class OriginCard {
  readonly element: HTMLElement;
  private readonly departures = h('b', { 'data-testid': 'origin-departures' }, '–');
  private readonly late = h('b', { 'data-testid': 'origin-late' }, '–');
  private readonly title = h('h2', {}, 'The last hour');
  private iata: string | null = null;

  constructor() {
    this.element = h(
      'section',
      { class: 'origin-card' },
      this.title,
      h('dl', { class: 'figures' }, [
        h('div', { class: 'figure' }, h('dt', {}, 'Departures'), h('dd', {}, this.departures)),
        h('div', { class: 'figure' }, h('dt', {}, 'Late'), h('dd', {}, this.late)),
      ]),
    );
    poll(PERIOD_MS, () => this.look());
  }

  show(iata: string): void {
    this.iata = iata;
    text(this.title, `The last hour at ${iata}`);
    void this.look().catch(() => undefined);
  }

  private async look(): Promise<void> {
    const asked = this.iata;
    if (asked === null) return;
    const facts = await airportHour(asked);
    if (asked !== this.iata) return;
    const rate = facts?.['late_rate'];
    this.put(this.departures, whole(Number(facts?.['departures'] ?? 0)));
    this.put(this.late, rate === null || rate === undefined ? 'none landed' : percent(Number(rate)));
  }

  private put(element: HTMLElement, value: string): void {
    if (element.textContent === value) return;
    if (element.textContent !== '–') tint(element);
    text(element, value);
  }
}
