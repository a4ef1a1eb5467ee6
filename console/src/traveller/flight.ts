import { get, post, tablePath } from '../api/client';
import type { IngestAnswer, Status } from '../api/types';
import { miles, type Airport } from './airports';

const NDJSON = 'application/x-ndjson';
/** Above every flight of the replayed data, however often the month is repeated. */
const FIRST_OWN_ID = 9_000_000_000_000;

export interface Flight {
  readonly id: number;
  readonly from: Airport;
  readonly to: Airport;
  readonly distance: number;
  readonly departedAt: string;
}

/** An acknowledgement with the milliseconds this page waited for it. */
export interface Acknowledged {
  readonly answer: IngestAnswer;
  readonly ms: number;
}

export async function projectNow(): Promise<string> {
  const status = await get<Status>('/v1/status');
  return plainTimestamp(status.now);
}

export async function depart(from: Airport, to: Airport): Promise<{ flight: Flight; sent: number; acknowledged: Acknowledged }> {
  const departedAt = await projectNow();
  const flight = { id: FIRST_OWN_ID + (Date.now() % 1_000_000_000_000), from, to, distance: miles(from, to), departedAt };
  const sent = performance.now();
  const answer = await append('departures', `departure-${flight.id}`, {
    flight_id: flight.id,
    origin: from.iata,
    destination: to.iata,
    distance: flight.distance,
    departed_at: departedAt,
  });
  return { flight, sent, acknowledged: { answer, ms: performance.now() - sent } };
}

export async function land(flight: Flight, delay: number): Promise<{ sent: number; acknowledged: Acknowledged }> {
  const arrivedAt = await projectNow();
  const sent = performance.now();
  const answer = await append('arrivals', `arrival-${flight.id}`, {
    flight_id: flight.id,
    origin: flight.from.iata,
    destination: flight.to.iata,
    distance: flight.distance,
    departed_at: flight.departedAt,
    delay,
    arrived_at: arrivedAt < flight.departedAt ? flight.departedAt : arrivedAt,
  });
  return { sent, acknowledged: { answer, ms: performance.now() - sent } };
}

function append(table: string, key: string, row: Readonly<Record<string, unknown>>): Promise<IngestAnswer> {
  return post<IngestAnswer>(`${tablePath(table)}/rows`, `${JSON.stringify(row)}\n`, NDJSON, { 'Idempotency-Key': key });
}

/** TIMESTAMP columns take no zone; seconds are enough for a departure. */
function plainTimestamp(iso: string): string {
  return iso.replace(' ', 'T').replace(/(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/, '');
}
