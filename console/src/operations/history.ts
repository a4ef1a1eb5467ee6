import type { StatusFeed } from '../api/feed';
import { Chart } from '../ui/chart';
import { h } from '../ui/dom';
import { bytesText, millis, rate } from '../ui/format';

/** Seconds before now, as below zero. */
function ago(seconds: number): string {
  const back = Math.round(-seconds);
  return back <= 0 ? 'now' : back < 60 ? `−${back} s` : `−${Math.floor(back / 60)}:${String(back % 60).padStart(2, '0')}`;
}

function time(milliseconds: number): string {
  return milliseconds < 1000 ? `${millis(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The last minutes, as this tab saw them. */
export class HistoryCharts {
  readonly element: HTMLElement;
  private readonly rows = new Chart({
    label: 'Rows per second',
    height: 150,
    span: 60,
    x: ago,
    series: [{ label: 'rows/s', colour: '--series-1', format: rate, fill: true }],
  });
  private readonly times = new Chart({
    label: 'Tick time and lag',
    height: 150,
    span: 60,
    x: ago,
    series: [
      { label: 'tick p99', colour: '--series-1', format: time },
      { label: 'lag', colour: '--series-2', format: time },
    ],
  });
  private readonly memory = new Chart({
    label: 'Memory',
    height: 150,
    span: 60,
    x: ago,
    series: [
      { label: 'state', colour: '--series-1', format: bytesText, fill: true },
      { label: 'heap', colour: '--series-3', format: bytesText },
    ],
  });

  constructor() {
    this.element = h(
      'div',
      { class: 'history-charts', 'data-testid': 'history-charts' },
      h('section', { class: 'card' }, h('h2', {}, 'Flow'), this.rows.element),
      h('section', { class: 'card' }, h('h2', {}, 'Time'), this.times.element),
      h('section', { class: 'card' }, h('h2', {}, 'Memory'), this.memory.element),
    );
  }

  update(feed: StatusFeed): void {
    const samples = feed.history;
    const newest = samples.at(-1)?.at ?? 0;
    const x = samples.map((sample) => (sample.at - newest) / 1000);
    this.rows.draw([x, samples.map((one) => one.status.rows_per_second)]);
    this.times.draw([x, samples.map((one) => one.status.tick_p99_ms), samples.map((one) => one.status.lag_ms)]);
    this.memory.draw([x, samples.map((one) => one.status.memory.state_bytes), samples.map((one) => one.status.memory.heap_bytes)]);
  }

  close(): void {
    for (const chart of [this.rows, this.times, this.memory]) chart.close();
  }
}
