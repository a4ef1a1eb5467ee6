import { openEvents } from './sse';
import type { Status, TableStatus } from './types';

/** One moment of the mill, kept for the charts. */
export interface Sample {
  readonly at: number;
  readonly status: Status;
}

export type Connection = 'connecting' | 'connected' | 'lost';

/** At two samples a second this is five minutes. */
const SAMPLES_MAX = 600;

type Listener = (status: Status, feed: StatusFeed) => void;

/** The one status stream of a tab: the latest status, the recent past, and who wants to know. */
export class StatusFeed {
  private readonly listeners = new Set<Listener>();
  private readonly connectionListeners = new Set<(connection: Connection) => void>();
  private readonly samples: Sample[] = [];
  private state: Connection = 'connecting';

  open(): () => void {
    return openEvents('/v1/status/stream', {
      event: (event) => {
        if (event.event === 'status') this.accept(JSON.parse(event.data) as Status);
      },
      connected: () => this.connection('connected'),
      lost: () => this.connection('lost'),
    });
  }

  get latest(): Status | null {
    return this.samples.at(-1)?.status ?? null;
  }

  get history(): readonly Sample[] {
    return this.samples;
  }

  get connectionState(): Connection {
    return this.state;
  }

  table(name: string): TableStatus | undefined {
    return this.latest?.tables.find((table) => table.name === name);
  }

  /** Calls back at once when a status is known, then on each new one, until the returned function is called. */
  watch(listener: Listener): () => void {
    this.listeners.add(listener);
    if (this.latest !== null) listener(this.latest, this);
    return () => this.listeners.delete(listener);
  }

  watchConnection(listener: (connection: Connection) => void): () => void {
    this.connectionListeners.add(listener);
    listener(this.state);
    return () => this.connectionListeners.delete(listener);
  }

  private accept(status: Status): void {
    this.samples.push({ at: Date.now(), status });
    if (this.samples.length > SAMPLES_MAX) this.samples.shift();
    for (const listener of [...this.listeners]) listener(status, this);
  }

  private connection(next: Connection): void {
    this.state = next;
    for (const listener of this.connectionListeners) listener(next);
  }
}
