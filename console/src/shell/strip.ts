import type { Connection, StatusFeed } from '../api/feed';
import type { Status } from '../api/types';
import { h, text } from '../ui/dom';
import { bytes, millis, projectTime, rate, whole } from '../ui/format';

/** The strip at the bottom: always true, never decorative. While the connection is lost it says so and fades its numbers. */
export class StatusStrip {
  readonly element: HTMLElement;
  private readonly state = h('span', { class: 'strip-state', 'data-testid': 'strip-state' });
  private readonly tick = item('tick', 'strip-tick');
  private readonly now = item('project time', 'strip-now');
  private readonly rows = item('rows/s', 'strip-rate');
  private readonly lag = item('ms lag', 'strip-lag');
  private readonly memory = item('memory', 'strip-memory');
  private readonly clock = h('span', { class: 'strip-clock' });

  constructor(feed: StatusFeed) {
    this.element = h(
      'footer',
      { class: 'strip', 'aria-label': 'Status', 'data-testid': 'status-strip' },
      this.state,
      this.tick.element,
      this.now.element,
      this.clock,
      h('span', { class: 'strip-space' }),
      this.rows.element,
      this.lag.element,
      this.memory.element,
    );
    feed.watch((status) => this.update(status, feed.connectionState));
    feed.watchConnection((connection) => this.connection(connection, feed.latest));
  }

  private update(status: Status, connection: Connection): void {
    text(this.tick.value, whole(status.tick));
    // Before the first row of a replay its clock stands at the epoch, which is no time to show.
    text(this.now.value, status.now.startsWith('1970') ? '–' : projectTime(status.now));
    text(this.clock, clockText(status));
    text(this.rows.value, rate(status.rows_per_second));
    text(this.lag.value, millis(status.lag_ms));
    const size = bytes(status.memory.heap_bytes);
    text(this.memory.value, size.number);
    text(this.memory.unit, size.unit);
    this.connection(connection, status);
  }

  private connection(connection: Connection, status: Status | null): void {
    this.element.classList.toggle('lost', connection !== 'connected');
    const words: Record<Connection, string> = {
      connecting: 'connecting',
      connected: status?.state ?? 'waiting',
      lost: 'reconnecting',
    };
    text(this.state, words[connection]);
    this.state.dataset['connection'] = connection;
  }
}

function item(unit: string, testId: string): { element: HTMLElement; value: HTMLElement; unit: HTMLElement } {
  const value = h('b', { 'data-testid': testId }, '–');
  const unitElement = h('span', { class: 'unit' }, unit);
  return { element: h('span', { class: `strip-item ${testId}` }, value, unitElement), value, unit: unitElement };
}

function clockText(status: Status): string {
  if (status.clock.paused) return 'paused';
  if (status.clock.kind !== 'replay') return '';
  return status.clock.speed > 0 ? `${whole(status.clock.speed)}×` : 'full speed';
}
