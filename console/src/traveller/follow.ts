import { ApiError, get, query, read, records, tablePath } from '../api/client';
import { openEvents } from '../api/sse';
import type { Row, Status, TableStatus, Trace } from '../api/types';

const WAIT_MS = 25;
const TRIES_MAX = 120;
const CHANGES_WAIT_MS = 3_000;

export type Facts = Readonly<Record<string, unknown>>;

/** The project's tables by name, learnt once. */
export async function tablesByName(): Promise<ReadonlyMap<string, TableStatus>> {
  return new Map((await get<Status>('/v1/status')).tables.map((table) => [table.name, table]));
}

/** A row by its key, without SQL; null when there is none. */
export async function lookup(table: string, key: string): Promise<{ tick: number; row: Facts | null } | null> {
  try {
    return await read<{ tick: number; row: Facts }>(`${tablePath(table)}/lookup?key=${encodeURIComponent(key)}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** The last hour of an airport, by key where the table has one, else by SQL. */
export async function airportHour(iata: string): Promise<Facts | null> {
  try {
    return (await lookup('airport_last_hour', iata))?.row ?? null;
  } catch {
    const answer = await query(`SELECT * FROM airport_last_hour WHERE airport = '${iata.replaceAll("'", "''")}'`);
    return records(answer)[0] ?? null;
  }
}

/** A row before and after a tick; null where it was not there, or is not there any more. */
export interface Moved {
  readonly before: Facts | null;
  readonly after: Facts | null;
}

/**
 * What one tick did to a row of a table, as a subscriber who resumes just before that tick gets it; null when the tick
 * left it alone. So the numbers are this tick's own, however many others have passed since.
 */
export function movedAt(table: TableStatus, tick: number, wanted: (row: Facts) => boolean): Promise<Moved | null> {
  return new Promise((resolve) => {
    const finish = (moved: Moved | null): void => {
      close();
      window.clearTimeout(timer);
      resolve(moved);
    };
    const close = openEvents(`${tablePath(table.name)}/changes?from=${tick - 1}&limit=0`, {
      event: ({ event, data }) => finish(event === 'changes' ? moved(table, tick, JSON.parse(data) as Changes, wanted) : null),
    });
    const timer = window.setTimeout(() => finish(null), CHANGES_WAIT_MS);
  });
}

interface Changes {
  readonly tick: number;
  readonly changes: readonly (readonly [number, Row])[];
}

function moved(table: TableStatus, tick: number, event: Changes, wanted: (row: Facts) => boolean): Moved | null {
  if (event.tick !== tick) return null;
  let [before, after]: [Facts | null, Facts | null] = [null, null];
  for (const [weight, values] of event.changes) {
    const row = Object.fromEntries(table.columns.map((column, i) => [column.name, values[i]]));
    if (!wanted(row)) continue;
    if (weight < 0) before = row;
    else after = row;
  }
  return before === null && after === null ? null : { before, after };
}

/** The flight in a table, asked in SQL: what any application would do. */
export async function flightIn(table: string, id: number): Promise<{ tick: number; found: boolean; elapsed: number }> {
  const answer = await query(`SELECT * FROM ${table} WHERE flight_id = ${id}`);
  return { tick: answer.tick, found: answer.row_count > 0, elapsed: answer.elapsed_ms };
}

/** Waits until the tick is published, asking the cheapest question there is; gives up after some seconds. */
export async function traced(tick: number): Promise<Trace | null> {
  for (let i = 0; i < TRIES_MAX; i++) {
    try {
      const trace = await read<Trace>(`/v1/trace/${tick}`);
      if (trace !== null && trace.publish_ms !== null) return trace;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
    }
    await new Promise((resume) => window.setTimeout(resume, WAIT_MS));
  }
  return null;
}

/** Asks until the answer satisfies, and gives the last answer either way. */
export async function until<T>(ask: () => Promise<T>, satisfied: (answer: T) => boolean, tries = 40): Promise<T> {
  let answer = await ask();
  for (let i = 1; i < tries && !satisfied(answer); i++) {
    await new Promise((resume) => window.setTimeout(resume, WAIT_MS));
    answer = await ask();
  }
  return answer;
}
