// The shapes of the server's JSON answers, as its OpenAPI document states them.

export type Value = string | number | boolean | null;
export type Row = readonly Value[];

export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface SourceStatus {
  readonly name: string;
  readonly kind: string;
  readonly state: 'running' | 'loading' | 'finished' | 'failed';
  readonly tables: readonly string[];
  readonly rows: number;
  readonly rows_per_second: number;
  readonly position: string | null;
  readonly detail: string | null;
}

export type TableKind = 'event' | 'keyed' | 'live' | 'preview' | 'system';

export interface TableStatus {
  readonly name: string;
  readonly kind: TableKind;
  readonly schema: string;
  readonly rows: number;
  readonly rows_per_second: number;
  readonly changes_total: number;
  readonly version: number;
  readonly errors: number;
  readonly quarantined: number;
  readonly state_bytes: number;
  /** Those of the rows that are on disk and not in memory. */
  readonly history_rows?: number;
  readonly inputs: readonly string[];
  readonly key: readonly string[];
  readonly columns: readonly Column[];
  readonly sql?: string | null;
  readonly description?: string | null;
}

export interface ActionStatus {
  readonly name: string;
  readonly on: string;
  readonly delivered: number;
  readonly pending: number;
  readonly failed: number;
  readonly dead: number;
  /** The keyed table the action writes its latch back to, where it has one. */
  readonly writes?: string | null;
}

export interface Status {
  readonly project: string;
  readonly title?: string | null;
  readonly tick: number;
  readonly now: string;
  readonly clock: { readonly kind: string; readonly speed: number; readonly paused: boolean };
  readonly rows_total: number;
  readonly rows_per_second: number;
  readonly ticks_per_second: number;
  readonly lag_ms: number;
  readonly tick_p99_ms: number;
  readonly memory: {
    readonly state_bytes: number;
    readonly heap_bytes: number;
    readonly heap_max_bytes: number;
  };
  readonly journal: { readonly bytes: number; readonly segments: number };
  readonly checkpoint: { readonly tick: number; readonly age_s: number } | null;
  readonly uptime_s: number;
  readonly state: string;
  /** Why the definitions on disk are not the ones in force, where they are not. */
  readonly definition_problem?: string | null;
  readonly sources: readonly SourceStatus[];
  readonly tables: readonly TableStatus[];
  readonly actions: readonly ActionStatus[];
  readonly readers: {
    readonly subscriptions: number;
    readonly queries_total: number;
    readonly queries_running: number;
    readonly lookups_total: number;
  };
}

export interface Viewport {
  readonly tick: number;
  readonly version: number;
  readonly total: number;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface QueryAnswer {
  readonly tick: number;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly row_count: number;
  readonly truncated: boolean;
  readonly elapsed_ms: number;
}

export interface Problem {
  readonly code: string;
  readonly name: string;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly sqlstate?: string | null;
  readonly line?: number;
  readonly column?: number;
}

export interface IngestAnswer {
  readonly tick: number;
  readonly accepted: number;
  readonly quarantined: number;
  readonly duplicate: boolean;
  readonly problems: readonly {
    readonly row: number;
    readonly column: string | null;
    readonly rule: string;
    readonly reason: string;
  }[];
}

export interface QuarantinedRow {
  readonly id: number;
  readonly table: string;
  readonly rule: string;
  readonly column: string | null;
  readonly reason: string;
  readonly raw: string;
  readonly source?: string;
  readonly at: string;
}

export interface Trace {
  readonly tick: number;
  readonly sealed_at: string;
  readonly now: string;
  readonly rows: number;
  readonly records: readonly {
    readonly table: string;
    readonly rows: number;
    readonly quarantined: number;
    readonly source: string | null;
    readonly received_ms_before_seal: number;
    readonly parse_ms: number;
    readonly check_ms: number;
  }[];
  /** Writing the tick's records and its seal, and making them durable. */
  readonly fsync_ms: number;
  /** Between the seal and the engine's turn. */
  readonly wait_ms?: number;
  readonly engine_ms: number;
  readonly publish_ms: number;
  readonly tables: readonly { readonly table: string; readonly changes: number }[];
}

export interface OutboxEntry {
  readonly key: string;
  readonly action: string;
  readonly transition?: string;
  readonly row_key?: string;
  readonly status: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly payload: unknown;
  readonly created_tick: number;
}

export interface Actions {
  readonly actions: readonly ActionStatus[];
  readonly outbox: readonly OutboxEntry[];
}

export interface Verification {
  readonly tick: number;
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    readonly batch_rows: number;
    readonly mismatches: number;
  }[];
  readonly mismatches: number;
  readonly elapsed_ms: number;
}

export interface ProjectInfo {
  readonly name: string;
  readonly title: string | null;
  readonly tables: readonly { readonly name: string; readonly kind: string; readonly sql?: string; readonly file?: string }[];
}

export interface Alert {
  readonly key: string;
  readonly received_at: string;
  readonly transition: 'entered' | 'left' | string;
  readonly row: Readonly<Record<string, Value>>;
}

export type SupervisedState = 'starting' | 'running' | 'waiting' | 'broken' | 'ended';

/** Something outside of the mill that is tried again when it fails. */
export interface Supervised {
  readonly name: string;
  readonly kind: 'source' | 'action' | 'lineage' | string;
  readonly state: SupervisedState;
  /** All since the start. */
  readonly failures: number;
  readonly failures_in_row: number;
  readonly problem: string | null;
  readonly next_attempt_s: number | null;
}

export interface TableCost {
  readonly table: string;
  readonly cpu_ms: number;
  readonly cpu_share: number;
  readonly build_ms: number;
  readonly rows_in: number;
  readonly rows_out: number;
  readonly state_bytes: number;
}

export interface UserCost {
  readonly user: string;
  readonly queries: number;
  readonly failed: number;
  readonly run_ms: number;
  readonly wait_ms: number;
  readonly rows_reached: number;
  readonly rows_answered: number;
  readonly bytes_answered: number;
}

export interface Costs {
  readonly since: string;
  readonly tables: readonly TableCost[];
  readonly users: readonly UserCost[];
}

export interface DefinitionInForce {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly state: 'running' | 'building' | 'replacing' | 'suspended' | string;
  /** Whether a statement made it, and no file defines it. */
  readonly created: boolean;
}

export interface Release {
  readonly release: string;
  readonly tick: number;
  readonly time: string;
  readonly origin: 'folder' | 'apply' | 'rollback' | string;
  /** Who put it in force; null when it was the mill itself, or a folder. */
  readonly by: string | null;
}

export interface ApplyState {
  readonly release: string;
  readonly former: string;
  readonly phase: 'building' | 'settling' | 'done' | 'rolled_back' | 'superseded' | 'failed';
  readonly ended: boolean;
  readonly tick: number;
  readonly reason: string | null;
  readonly builds: readonly { readonly name: string; readonly rows_done: number; readonly rows_total: number }[];
  readonly settled_ms: number;
  readonly settle_ms: number;
}

export interface Definitions {
  readonly fingerprint: string;
  readonly files: string;
  /** Null while a watched folder's definitions are in force. */
  readonly release: string | null;
  readonly watching: boolean;
  readonly definitions: readonly DefinitionInForce[];
  readonly releases: readonly Release[];
  readonly apply: ApplyState | null;
}

/** A live table of other definitions that runs beside those in force. */
export interface Preview {
  readonly name: string;
  readonly of: string;
  readonly prefix: string;
  readonly state: 'running' | 'building' | 'suspended';
  readonly rows: number;
  readonly state_bytes: number;
  readonly rows_read: number;
  readonly rows_to_read: number;
  readonly problem: string | null;
}

export interface PreviewDifference {
  readonly tick: number;
  readonly table: string;
  readonly preview: string;
  readonly differs: boolean;
  readonly columns: readonly Column[];
  readonly table_columns: readonly string[];
  readonly preview_columns: readonly string[];
  readonly equal: number;
  readonly table_only: number;
  readonly preview_only: number;
  readonly table_sample: readonly Row[];
  readonly preview_sample: readonly Row[];
}

export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
  readonly affects: readonly { readonly id: string; readonly any_row: boolean; readonly columns: readonly string[] }[];
  readonly build: { readonly when: string; readonly rows_to_read: number; readonly state_bytes: number } | null;
}

export interface Plan {
  readonly applicable: boolean;
  readonly summary: { readonly create: number; readonly update: number; readonly replace: number; readonly delete: number; readonly unchanged: number };
  readonly changes: readonly PlannedChange[];
  readonly refusals: readonly { readonly code: string; readonly message: string; readonly hint: string | null; readonly consumers: readonly string[] }[];
  readonly warnings: readonly string[];
}
