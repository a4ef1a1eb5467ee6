import { ApiError, read } from '../api/client';
import type { Status, Trace } from '../api/types';
import { h, replace } from '../ui/dom';
import { plural, whole } from '../ui/format';
import { problemBox } from '../ui/problem';

const REFRESH_MS = 2_000;

interface Part {
  readonly name: string;
  readonly ms: number;
  readonly tone: string;
}

/** Where the latest tick's milliseconds went. */
export class TraceCard {
  readonly element: HTMLElement;
  private readonly content = h('div', { 'data-testid': 'trace' }, h('p', { class: 'faint' }, 'No tick traced yet.'));
  private next = 0;
  private asking = false;

  constructor() {
    this.element = h('section', { class: 'card' }, h('h2', {}, 'One tick, by the millisecond'), this.content);
  }

  update(status: Status): void {
    if (this.asking || Date.now() < this.next || status.tick === 0) return;
    this.asking = true;
    this.next = Date.now() + REFRESH_MS;
    read<Trace>(`/v1/trace/${status.tick}`)
      .then((trace) => {
        if (trace !== null) replace(this.content, drawn(trace));
      })
      .catch((error: unknown) => {
        // A tick may leave the ring between the status and this question; the next round asks for a newer one.
        if (!(error instanceof ApiError) || error.status !== 403) return;
        replace(this.content, problemBox(error.problem));
        this.next = Number.POSITIVE_INFINITY;
      })
      .finally(() => {
        this.asking = false;
      });
  }
}

export function partsOf(trace: Trace): readonly Part[] {
  const most = (read: (record: Trace['records'][number]) => number): number => Math.max(0, ...trace.records.map(read));
  return [
    { name: 'parse', ms: most((one) => one.parse_ms), tone: 'a' },
    { name: 'check', ms: most((one) => one.check_ms), tone: 'b' },
    { name: 'journal', ms: trace.fsync_ms, tone: 'c' },
    { name: 'wait', ms: trace.wait_ms ?? 0, tone: 'e' },
    { name: 'engine', ms: trace.engine_ms, tone: 'd' },
    { name: 'publish', ms: trace.publish_ms, tone: 'b' },
  ];
}

function drawn(trace: Trace): HTMLElement {
  const parts = partsOf(trace);
  const total = Math.max(0.001, parts.reduce((sum, part) => sum + part.ms, 0));
  let before = 0;
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'card-note' },
      `tick ${whole(trace.tick)}: ${plural(trace.rows, 'row')} in ${plural(trace.records.length, 'record')}, ${plural(trace.tables.length, 'table')} changed, ${total.toFixed(2)} ms`,
    ),
    h(
      'div',
      { class: 'waterfall' },
      parts.map((part) => {
        const bar = h('i', { class: `tone-${part.tone}` });
        bar.style.left = `${(before / total) * 100}%`;
        bar.style.width = `max(2px, ${(part.ms / total) * 100}%)`;
        before += part.ms;
        return h('div', { class: 'waterfall-line' }, h('span', {}, part.name), h('span', { class: 'waterfall-track' }, bar), h('b', { class: 'number' }, part.ms.toFixed(2)));
      }),
    ),
  );
}
