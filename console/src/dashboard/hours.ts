import { records, viewport } from '../api/client';
import type { Status } from '../api/types';
import { Chart } from '../ui/chart';
import { h, text } from '../ui/dom';
import { percent, plural, short } from '../ui/format';

const REFRESH_MS = 1_000;
const HOURS_MAX = 168;
/** The rate of a handful of night flights says nothing. */
const ARRIVED_MIN = 25;
const TABLE = 'network_hours';

interface Hour extends Record<string, unknown> {
  readonly hour: string;
  readonly departures: number;
  readonly arrived: number;
  readonly late_rate: number | null;
}

const days = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });

/** Project time has no zone; it is drawn as it stands. */
function dayAndHour(seconds: number): string {
  const at = new Date(seconds * 1000);
  const hour = at.getUTCHours();
  return hour === 0 ? days.format(at) : `${days.format(at)}, ${hour}:00`;
}

/** Departures and late rate of the whole network per hour of project time, from the live table of hours. */
export class HoursChart {
  readonly element: HTMLElement;
  private readonly note = h('p', { class: 'card-note' });
  private readonly chart = new Chart({
    label: 'Departures and late rate by hour',
    height: 190,
    xSplit: 'days',
    x: dayAndHour,
    series: [
      { label: 'departures', colour: '--series-1', format: short, bars: true },
      { label: 'late rate', colour: '--series-2', format: (value) => percent(value), right: true },
    ],
  });
  private next = 0;
  private version = -1;
  private asking = false;

  constructor() {
    this.element = h('section', { class: 'card', 'data-testid': 'hours-chart' }, h('h2', {}, 'By hour of departure'), this.note, this.chart.element);
  }

  update(status: Status): void {
    const table = status.tables.find((one) => one.name === TABLE);
    this.element.hidden = table === undefined;
    if (table === undefined || this.asking || table.version === this.version || Date.now() < this.next) return;
    this.next = Date.now() + REFRESH_MS;
    void this.ask(table.version);
  }

  close(): void {
    this.chart.close();
  }

  private async ask(version: number): Promise<void> {
    this.asking = true;
    try {
      const view = await viewport(TABLE, { offset: 0, limit: HOURS_MAX, order: 'hour.desc' });
      if (view === null) return;
      this.version = version;
      const hours = records<Hour>(view).reverse();
      const seconds = hours.map((one) => Date.parse(`${one.hour}Z`) / 1000);
      const rates = hours.map((one) => (one.late_rate === null || one.arrived < ARRIVED_MIN ? null : Number(one.late_rate)));
      this.chart.draw([seconds, hours.map((one) => Number(one.departures)), rates]);
      text(this.note, `the last ${plural(hours.length, 'hour')} of project time; the newest hours are still landing`);
    } catch {
      // The status strip already says that the mill is away; the next status asks again.
    } finally {
      this.asking = false;
    }
  }
}
