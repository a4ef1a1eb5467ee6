import { ApiError, get, query, read, records, tablePath, viewport } from '../api/client';
import type { Status, Trace } from '../api/types';

const WAIT_MS = 25;
const TRIES_MAX = 120;

export type Facts = Readonly<Record<string, unknown>>;

/** Whether the project has a table, learnt once. */
export async function tableNames(): Promise<ReadonlySet<string>> {
  return new Set((await get<Status>('/v1/status')).tables.map((table) => table.name));
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

export async function totals(): Promise<Facts | null> {
  const answer = await viewport('network_totals', { offset: 0, limit: 1 });
  return answer === null ? null : (records(answer)[0] ?? null);
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
