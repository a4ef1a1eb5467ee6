/** Tidemill in a web page: follow a table, look up a row, send events. Needs nothing but a browser. */

/** A row: its values by their columns' names. */
export type Row = Record<string, unknown>;

/** The value of a key of one column; of several, or of a table without a key, their JSON as an array. */
export type Key = unknown;

/** What is shown to the server. A function is asked when there is none yet, and after a 401. */
export type Token = string | (() => string | Promise<string>);

export interface Options {
  /** Where the server is, for example `https://mill.example:7171`. */
  server: string;
  token?: Token;
  /** Told once when the server lets no batch in, as the token may not write; it is sent again all the same. */
  onBlocked?: (error: TidemillError) => void;
}

/** That a row came (no `old`), changed, or went (no `row`). */
export interface Change {
  key: Key;
  row: Row | undefined;
  old: Row | undefined;
}

export type State = 'connecting' | 'live' | 'waiting' | 'closed';

export interface SubscribeOptions {
  /** Columns of the key; the table's own unless given. */
  key?: readonly string[];
  /** Rows that a snapshot has at most; 10,000 unless given. */
  limit?: number;
  onChange?: (changes: Change[], tick: number) => void;
  onState?: (state: State, error?: TidemillError) => void;
}

/** What became of the batch in which a row was sent. */
export interface Sent {
  tick: number;
  accepted: number;
  quarantined: number;
  late: number;
  duplicate: boolean;
  problems: unknown[];
}

/** What the server answered; status 0 when it did not. */
export class TidemillError extends Error {
  readonly status: number;
  readonly code: string;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number;

  constructor(status: number, code: string, message: string, retryAfter: number = 0) {
    super(message);
    this.name = 'TidemillError';
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

const WAIT_FIRST = 100;
const WAIT_MAX = 30_000;
const SILENCE_MAX = 30_000;
const BATCH_WAIT = 20;
const BATCH_ROWS = 500;
const BATCH_CHARS = 500_000;
const WAITING_MAX = 10_000;
const KEEPALIVE_CHARS = 15_000;

interface Waiting {
  line: string;
  done: (sent: Sent) => void;
  failed: (error: TidemillError) => void;
}

interface Batch {
  path: string;
  id: string;
  chars: number;
  rows: Waiting[];
}

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

function sleep(failures: number, error: TidemillError): Promise<void> {
  const full = Math.min(WAIT_MAX, WAIT_FIRST * 2 ** Math.min(failures, 20));
  return new Promise((go) => setTimeout(go, Math.max((full * (1 + Math.random())) / 2, error.retryAfter)));
}

function known(e: unknown): TidemillError {
  return e instanceof TidemillError ? e : new TidemillError(0, 'OFFLINE', String(e));
}

async function problem(response: Response): Promise<TidemillError> {
  const body = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get('Retry-After')) || 0;
  const { code = 'HTTP', message = `the server answered ${response.status}` } = body.error ?? {};
  return new TidemillError(response.status, code, message, wait * 1000);
}

function pathOf(table: string): string {
  return '/v1/tables/' + encodeURIComponent(table);
}

/** Whether a batch may be taken when it is sent again. */
function mayPass({ status, code }: TidemillError): boolean {
  return code !== 'TM2010' && (status < 400 || status >= 500 || [401, 403, 404, 407, 408, 425, 429].includes(status));
}

/** Some other bits each time, in pages without TLS as well. */
function random(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16).padStart(8, '0')).join('');
}

/** A server, as a page sees it. */
export class Tidemill {
  readonly #options: Options;
  readonly #server: string;
  readonly #subscriptions: Set<Subscription> = new Set();
  readonly #batches: Batch[] = [];
  #token: Promise<string> | undefined;
  #waiting = 0;
  #pumping: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#server = options.server.replace(/\/+$/, '');
  }

  #ask: Ask = async (path, init = {}) => {
    const { token } = this.#options;
    for (;;) {
      const fresh = !this.#token;
      const asked = (this.#token ??= Promise.resolve(typeof token === 'function' ? token() : (token ?? '')));
      const headers = new Headers(init.headers);
      headers.set('X-Requested-With', 'tidemill');
      let response: Response;
      try {
        const shown = await asked;
        if (shown) headers.set('Authorization', 'Bearer ' + shown);
        response = await fetch(this.#server + path, {
          ...init,
          headers,
          credentials: 'omit',
          redirect: 'error',
          cache: 'no-store',
        });
      } catch (e) {
        await asked.catch(() => (this.#token = undefined));
        throw known(e);
      }
      if (response.ok) return response;
      if (response.status === 401 && this.#token === asked) this.#token = undefined;
      if (response.status !== 401 || fresh || typeof token !== 'function') throw await problem(response);
    }
  };

  /** The row of a key, its values in the order of the key's columns; undefined when there is none. */
  async lookup(table: string, ...key: (string | number | boolean)[]): Promise<Row | undefined> {
    const query = key.map((value) => 'key=' + encodeURIComponent(value)).join('&');
    try {
      return (await (await this.#ask(`${pathOf(table)}/lookup?${query}`)).json()).row;
    } catch (e) {
      if (e instanceof TidemillError && e.code === 'TM2012') return undefined;
      throw e;
    }
  }

  /** Follows a table until it is closed, over whatever breaks off meanwhile. */
  subscribe(table: string, options: SubscribeOptions = {}): Subscription {
    const made = new Subscription(this.#ask, table, options, () => this.#subscriptions.delete(made));
    this.#subscriptions.add(made);
    return made;
  }

  /** Sends a row, once and in its turn. Rejects when the server refuses it for good, or 10,000 rows wait. */
  send(table: string, row: Row): Promise<Sent> {
    return this.#add(pathOf(table) + '/rows', row);
  }

  /** Deletes the row with this key from a keyed table, in its turn. */
  delete(table: string, key: Row): Promise<Sent> {
    return this.#add(pathOf(table) + '/rows?op=delete', key);
  }

  #add(path: string, row: Row): Promise<Sent> {
    if (this.#waiting >= WAITING_MAX) {
      return Promise.reject(new TidemillError(0, 'FULL', `${WAITING_MAX} rows wait to be sent`));
    }
    this.#waiting++;
    const line = JSON.stringify(row);
    let batch = this.#batches.at(-1);
    if (!batch || batch.id || batch.path !== path || batch.rows.length >= BATCH_ROWS || batch.chars > BATCH_CHARS) {
      batch = { path, id: '', chars: 0, rows: [] };
      this.#batches.push(batch);
    }
    batch.chars += line.length + 1;
    const { rows } = batch;
    this.#pumping ??= this.#pump();
    return new Promise((done, failed) => rows.push({ line, done, failed }));
  }

  /** Resolves when all that was sent is taken or refused. */
  async flush(): Promise<void> {
    await this.#pumping;
  }

  async #pump(): Promise<void> {
    await new Promise((go) => setTimeout(go, BATCH_WAIT));
    for (let batch; (batch = this.#batches[0]); this.#batches.shift()) {
      batch.id = random();
      try {
        const sent = await this.#post(batch);
        for (const row of batch.rows) row.done(sent);
      } catch (e) {
        for (const row of batch.rows) row.failed(known(e));
      }
      this.#waiting -= batch.rows.length;
    }
    this.#pumping = undefined;
  }

  async #post({ path, id, rows, chars }: Batch): Promise<Sent> {
    const init: RequestInit = {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson', 'Idempotency-Key': id },
      body: rows.map((row) => row.line + '\n').join(''),
      keepalive: chars < KEEPALIVE_CHARS,
    };
    for (let failures = 0, blocked = false; ; failures++) {
      try {
        return await (await this.#ask(path, init)).json();
      } catch (e) {
        const error = known(e);
        if (!mayPass(error)) throw error;
        if (!blocked && error.status >= 400 && error.status < 408) {
          blocked = true;
          this.#options.onBlocked?.(error);
        }
        await sleep(failures, error);
      }
    }
  }

  /** Ends all subscriptions. What was sent already is sent on. */
  close(): void {
    for (const each of this.#subscriptions) each.close();
  }
}

/** A table's rows as of a tick, kept up to date. */
export class Subscription {
  /** The rows by their keys; to be read only. */
  readonly rows: Map<Key, Row> = new Map();
  /** The tick up to which the rows are known; -1 before the first snapshot. */
  tick = -1;
  /** Whether the last snapshot had all rows. */
  complete = true;
  /** Resolves with the first snapshot. */
  readonly ready: Promise<void>;

  readonly #ask: Ask;
  readonly #table: string;
  readonly #options: SubscribeOptions;
  readonly #ended: () => void;
  readonly #counts: Map<Key, number> = new Map();
  #isReady: () => void = () => {};
  #columns: string[] = [];
  #keyAt: number[] = [];
  #stop: AbortController = new AbortController();
  #wake: () => void = () => {};
  #closed = false;

  /** @internal */
  constructor(ask: Ask, table: string, options: SubscribeOptions, ended: () => void) {
    this.#ask = ask;
    this.#table = table;
    this.#options = options;
    this.#ended = ended;
    this.ready = new Promise((go) => (this.#isReady = go));
    void this.#run();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop.abort();
    this.#wake();
    this.#ended();
    this.#state('closed');
  }

  #state(state: State, error?: TidemillError): void {
    this.#call(() => this.#options.onState?.(state, error));
  }

  /** What the page does with what it is told is none of the stream's. */
  #call(told: () => void): void {
    try {
      told();
    } catch (e) {
      reportError(e);
    }
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#closed; failures++) {
      let error = new TidemillError(0, 'ENDED', 'the stream ended');
      this.#state('connecting');
      try {
        await this.#follow(() => (failures = 0));
      } catch (e) {
        error = known(e);
      }
      this.#stop.abort();
      if (this.#closed) return;
      this.#state('waiting', error);
      await Promise.race([sleep(failures, error), new Promise<void>((go) => (this.#wake = go))]);
    }
  }

  /** Reads one answer to its end: server-sent events, by `fetch`, so that no token is in an address. */
  async #follow(isLive: () => void): Promise<void> {
    const stop = (this.#stop = new AbortController());
    let watch = 0;
    const alive = (): void => {
      clearTimeout(watch);
      watch = setTimeout(() => stop.abort(), SILENCE_MAX);
    };
    const { limit = 10_000 } = this.#options;
    const from = this.tick < 0 ? '' : '&from=' + this.tick;
    alive();
    try {
      const { body } = await this.#ask(`${pathOf(this.#table)}/changes?limit=${limit}${from}`, { signal: stop.signal });
      if (from) this.#state('live');
      const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
      let rest: string[] = [];
      let event = '';
      for (let read; !(read = await reader.read()).done; ) {
        alive();
        const lines = read.value.split('\n');
        for (let i = 0; i < lines.length; i++) {
          if (i) {
            const line = rest.join('');
            rest = [];
            if (line.startsWith('event: ')) event = line.slice(7);
            else if (line) {
              if (line.startsWith('data: ')) await this.#take(event, JSON.parse(line.slice(6)));
              if (line[0] !== 'i') isLive();
            }
            if (this.#closed) return;
          }
          rest.push(lines[i]!);
        }
      }
    } finally {
      clearTimeout(watch);
    }
  }

  async #take(event: string, data: any): Promise<void> {
    if (event === 'gone') throw new TidemillError(404, data.error.code, data.error.message);
    let changes: Change[];
    if (event === 'changes') {
      changes = this.#changed(data.changes);
    } else {
      const key = this.#options.key ?? (await (await this.#ask(pathOf(this.#table))).json()).key ?? [];
      if (this.#closed) return;
      this.#columns = data.columns.map((column: { name: string }) => column.name);
      this.#keyAt = key.map((name: string) => this.#columns.indexOf(name));
      if (this.#keyAt.includes(-1)) this.#keyAt = [];
      this.complete = data.rows.length >= data.total;
      changes = this.#replaced(data.rows);
    }
    this.tick = data.tick;
    if (event !== 'changes') {
      this.#isReady();
      this.#state('live');
    }
    if (changes.length) this.#call(() => this.#options.onChange?.(changes, this.tick));
  }

  #key(values: unknown[]): Key {
    const [first, ...more] = this.#keyAt;
    if (first !== undefined && !more.length && typeof values[first] !== 'object') return values[first];
    return JSON.stringify(first === undefined ? values : this.#keyAt.map((at) => values[at]));
  }

  #add(key: Key, values: unknown[], weight: number): void {
    const count = (this.#counts.get(key) ?? 0) + weight;
    if (count > 0) {
      this.#counts.set(key, count);
      this.rows.set(key, Object.fromEntries(this.#columns.map((name, i) => [name, values[i]])));
    } else {
      this.#counts.delete(key);
      this.rows.delete(key);
    }
  }

  /** A row that changes goes and comes in one tick, in any order. */
  #changed(changes: [number, unknown[]][]): Change[] {
    const before = new Map<Key, Row | undefined>();
    for (const goes of [true, false]) {
      for (const [weight, values] of changes) {
        if (weight < 0 !== goes) continue;
        const key = this.#key(values);
        if (!before.has(key)) before.set(key, this.rows.get(key));
        this.#add(key, values, weight);
      }
    }
    return this.#told(before);
  }

  #replaced(rows: unknown[][]): Change[] {
    const before = new Map<Key, Row | undefined>(this.rows);
    this.rows.clear();
    this.#counts.clear();
    for (const values of rows) {
      const key = this.#key(values);
      if (!before.has(key)) before.set(key, undefined);
      this.#add(key, values, 1);
    }
    return this.#told(before);
  }

  #told(before: Map<Key, Row | undefined>): Change[] {
    return [...before]
      .map(([key, old]) => ({ key, row: this.rows.get(key), old }))
      .filter(({ row, old }) => JSON.stringify(row) !== JSON.stringify(old));
  }
}
