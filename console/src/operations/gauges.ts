import type { Status } from '../api/types';
import { h, text } from '../ui/dom';
import { bytesText, duration, millis, rate, short, whole } from '../ui/format';

interface Gauge {
  readonly element: HTMLElement;
  readonly value: HTMLElement;
  readonly note: HTMLElement;
}

/** The numbers an operator looks at first. */
export class Gauges {
  readonly element: HTMLElement;
  private readonly tick = gauge('Tick', 'gauge-tick');
  private readonly p99 = gauge('Tick time, p99', 'gauge-p99');
  private readonly rows = gauge('Rows', 'gauge-rows');
  private readonly memory = gauge('State in memory', 'gauge-memory');
  private readonly journal = gauge('Journal', 'gauge-journal');
  private readonly checkpoint = gauge('Checkpoint', 'gauge-checkpoint');

  constructor() {
    this.element = h(
      'div',
      { class: 'tiles', 'data-testid': 'gauges' },
      [this.tick, this.p99, this.rows, this.memory, this.journal, this.checkpoint].map((one) => one.element),
    );
  }

  update(status: Status): void {
    set(this.tick, whole(status.tick), `${rate(status.ticks_per_second)} a second`);
    set(this.p99, `${millis(status.tick_p99_ms)} ms`, `lag ${millis(status.lag_ms)} ms`);
    set(this.rows, short(status.rows_total), `${rate(status.rows_per_second)} a second`);
    set(
      this.memory,
      bytesText(status.memory.state_bytes),
      `heap ${bytesText(status.memory.heap_bytes)} of ${bytesText(status.memory.heap_max_bytes)}`,
    );
    set(this.journal, bytesText(status.journal.bytes), `${whole(status.journal.segments)} ${status.journal.segments === 1 ? 'segment' : 'segments'}`);
    if (status.checkpoint === null || status.checkpoint.tick <= 0) set(this.checkpoint, 'none yet', 'the first comes soon');
    else set(this.checkpoint, `${duration(status.checkpoint.age_s)} ago`, `at tick ${whole(status.checkpoint.tick)}`);
  }
}

function gauge(name: string, testId: string): Gauge {
  const value = h('b', { 'data-testid': testId }, '–');
  const note = h('span', { class: 'tile-note' });
  return { value, note, element: h('div', { class: 'tile' }, h('span', { class: 'tile-name' }, name), value, note) };
}

function set(target: Gauge, value: string, note: string): void {
  text(target.value, value);
  text(target.note, note);
}
