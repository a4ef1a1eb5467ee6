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
export declare class TidemillError extends Error {
    readonly status: number;
    readonly code: string;
    /** Milliseconds that the server asks to wait. */
    readonly retryAfter: number;
    constructor(status: number, code: string, message: string, retryAfter?: number);
}
/** A server, as a page sees it. */
export declare class Tidemill {
    #private;
    constructor(options: Options);
    /** The row of a key, its values in the order of the key's columns; undefined when there is none. */
    lookup(table: string, ...key: (string | number | boolean)[]): Promise<Row | undefined>;
    /** Follows a table until it is closed, over whatever breaks off meanwhile. */
    subscribe(table: string, options?: SubscribeOptions): Subscription;
    /** Sends a row, once and in its turn. Rejects when the server refuses it for good, or 10,000 rows wait. */
    send(table: string, row: Row): Promise<Sent>;
    /** Deletes the row with this key from a keyed table, in its turn. */
    delete(table: string, key: Row): Promise<Sent>;
    /** Resolves when all that was sent is taken or refused. */
    flush(): Promise<void>;
    /** Ends all subscriptions. What was sent already is sent on. */
    close(): void;
}
/** A table's rows as of a tick, kept up to date. */
export declare class Subscription {
    #private;
    /** The rows by their keys; to be read only. */
    readonly rows: Map<Key, Row>;
    /** The tick up to which the rows are known; -1 before the first snapshot. */
    tick: number;
    /** Whether the last snapshot had all rows. */
    complete: boolean;
    /** Resolves with the first snapshot. */
    readonly ready: Promise<void>;
    close(): void;
}
