import { headers, isUnknown, unknownHere } from './client';

export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | null;
}

export interface EventsListener {
  event(event: ServerEvent): void;
  connected?(): void;
  lost?(): void;
}

const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 5_000;

/**
 * Reads server-sent events with fetch, because EventSource does not tell why it was refused. Reconnects with Last-Event-ID
 * until closed, and lets go of the connection while the tab is hidden: browsers give one host only six.
 */
export function openEvents(path: string, listener: EventsListener): () => void {
  let closed = false;
  let current: AbortController | null = null;
  let retryMillis = RETRY_MS_MIN;
  let lastId: string | null = null;
  let timer: number | undefined;

  const start = (): void => {
    if (closed || document.hidden || current !== null || isUnknown()) return;
    const attempt = new AbortController();
    current = attempt;
    void run(attempt);
  };

  const run = async (attempt: AbortController): Promise<void> => {
    try {
      const extra: Record<string, string> = { Accept: 'text/event-stream' };
      if (lastId !== null) extra['Last-Event-ID'] = lastId;
      const response = await fetch(path, { headers: headers(extra), signal: attempt.signal });
      if (response.status === 401) unknownHere();
      if (!response.ok || response.body === null) throw new Error(String(response.status));
      retryMillis = RETRY_MS_MIN;
      listener.connected?.();
      await pump(response.body, (event) => {
        if (event.id !== null) lastId = event.id;
        listener.event(event);
      });
    } catch {
      // Both a refused and a broken connection end here; the retry below is the answer to either.
    }
    if (current === attempt) current = null;
    if (closed || document.hidden) return;
    listener.lost?.();
    timer = window.setTimeout(start, retryMillis);
    retryMillis = Math.min(RETRY_MS_MAX, retryMillis * 2);
  };

  const visibility = (): void => {
    window.clearTimeout(timer);
    if (document.hidden) {
      current?.abort();
      current = null;
    } else {
      start();
    }
  };

  document.addEventListener('visibilitychange', visibility);
  start();
  return () => {
    closed = true;
    window.clearTimeout(timer);
    document.removeEventListener('visibilitychange', visibility);
    current?.abort();
  };
}

async function pump(body: ReadableStream<Uint8Array>, emit: (event: ServerEvent) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value.replaceAll('\r', '');
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parsed(block);
      if (event !== null) emit(event);
    }
  }
}

function parsed(block: string): ServerEvent | null {
  let event = 'message';
  let id: string | null = null;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
  }
  return data.length === 0 ? null : { event, data: data.join('\n'), id };
}
