// What runs, what it costs and what is in force, invented: the answers behind the pages Releases and Operations.
import { TABLES } from './schema.mjs';

const hash = (n) => String(n).repeat(32).slice(0, 32);

export function supervised(mill) {
  const ago = (mill.tick % 40) / 10;
  return {
    supervised: [
      { name: 'airports', kind: 'source', state: 'ended', failures: 0, failures_in_row: 0, problem: null, next_attempt_s: null },
      { name: 'january', kind: 'source', state: 'running', failures: 1, failures_in_row: 0, problem: null, next_attempt_s: null },
      { name: 'late-airports', kind: 'action', state: 'broken', failures: 27, failures_in_row: 22, problem: 'the receiver answered 503', next_attempt_s: 30 - ago },
    ],
  };
}

export function costs(mill) {
  const live = mill.status().tables.filter((table) => table.kind === 'live');
  const weights = live.map((_, i) => 1 / (i + 1));
  const all = weights.reduce((sum, one) => sum + one, 0);
  return {
    since: new Date(mill.started).toISOString(),
    tables: live.map((table, i) => ({
      table: table.name, cpu_ms: (mill.tick * weights[i]) / 3, cpu_share: weights[i] / all, build_ms: i === 2 ? 411 : 0,
      rows_in: mill.tick * 40, rows_out: mill.tick * 12, state_bytes: table.state_bytes,
    })),
    users: [
      { user: 'ann', queries: 212, failed: 3, run_ms: 4020, wait_ms: 11, rows_reached: 96_801_424, rows_answered: 8480, bytes_answered: 311_000 },
      { user: 'local', queries: 17, failed: 0, run_ms: 310, wait_ms: 1.2, rows_reached: 901_424, rows_answered: 480, bytes_answered: 11_000 },
    ],
  };
}

export function definitions(mill) {
  const live = mill.status().tables.filter((table) => table.kind === 'live');
  const at = (hours) => new Date(mill.started - hours * 3_600_000).toISOString();
  return {
    fingerprint: hash(7), files: hash(3), release: hash(3), watching: false,
    definitions: [
      ...live.map((table, i) => ({ address: `live_table.${table.name}`, type: 'live_table', name: table.name, hash: hash(i), state: i === 1 ? 'suspended' : 'running', created: i === 4 })),
      ...['departures', 'arrivals', 'airports'].map((name) => ({ address: `contract.${name}`, type: 'contract', name, hash: null, state: 'running', created: false })),
    ],
    releases: [
      { release: hash(1), tick: 12, time: at(30), origin: 'folder', by: null },
      { release: hash(2), tick: 1204, time: at(5), origin: 'apply', by: 'ann' },
      { release: hash(1), tick: 1301, time: at(4), origin: 'rollback', by: null },
      { release: hash(3), tick: 1377, time: at(1), origin: 'apply', by: 'deploy-pipeline' },
    ],
    apply: { release: hash(3), former: hash(1), phase: 'settling', ended: false, tick: 1377, reason: null, builds: [], settled_ms: 4000, settle_ms: 10_000 },
  };
}

/** By tables alone: each column of one stands for its rows. */
export function lineage() {
  const tables = TABLES.filter((table) => table.kind !== 'system');
  return {
    project: 'flights',
    tables: tables.map(({ name, kind, columns }) => ({ id: name, name, kind, description: '', columns })),
    edges: tables.flatMap((table) => table.inputs.map((input) => ({ from: { table: input }, to: { table: table.name }, transformations: [{ type: 'INDIRECT', subtype: 'JOIN', masking: false }] }))),
  };
}

export const previews = { previews: [{ name: 'preview_airport_last_hour', of: 'airport_last_hour', prefix: 'preview_', state: 'running', rows: 10, state_bytes: 120_000, rows_read: 0, rows_to_read: 0, problem: null }] };

export function difference(mill) {
  const rows = mill.viewport('airport_last_hour', new URLSearchParams({ limit: '2' }));
  return {
    tick: mill.tick, table: 'airport_last_hour', preview: 'preview_airport_last_hour', differs: true, columns: rows.columns, table_columns: [], preview_columns: ['country'],
    equal: 8, table_only: 2, preview_only: 2, table_sample: rows.rows, preview_sample: rows.rows,
  };
}

export function planBack() {
  const build = { when: 'at_once', rows_to_read: 129, state_bytes: 4000, from: 'inputs' };
  return {
    applicable: true, summary: { create: 0, update: 0, replace: 1, delete: 0, unchanged: 14 }, refusals: [], warnings: [],
    changes: [
      {
        address: 'live_table.worst_airports', type: 'live_table', name: 'worst_airports', actions: ['create', 'delete'], before: { sql: 'SELECT airport\nFROM routes\nLIMIT 10' }, after: { sql: 'SELECT airport\nFROM routes\nLIMIT 20' },
        reasons: [{ code: 'sql_changed', text: 'its own SQL means something else' }], affects: [], build,
      },
    ],
  };
}
