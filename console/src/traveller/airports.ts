import { query, records } from '../api/client';

export interface Airport {
  readonly iata: string;
  readonly name: string;
  readonly city: string;
  readonly state: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** The airports that flights leave from, the busiest first; the rest of the world's fields after them. */
export async function airports(): Promise<readonly Airport[]> {
  const answer = await query(
    `SELECT a.iata, a.name, a.city, a.state, a.latitude, a.longitude
FROM airports a JOIN (SELECT origin, count(*) AS flights FROM departures GROUP BY origin) f ON f.origin = a.iata
ORDER BY f.flights DESC`,
  );
  return records<Record<string, unknown>>(answer).map((row) => ({
    iata: String(row['iata']),
    name: String(row['name'] ?? ''),
    city: String(row['city'] ?? ''),
    state: String(row['state'] ?? ''),
    latitude: Number(row['latitude']),
    longitude: Number(row['longitude']),
  }));
}

const EARTH_RADIUS_MILES = 3_958.8;

/** Great-circle distance in statute miles, as the data counts it. */
export function miles(from: Airport, to: Airport): number {
  const radians = Math.PI / 180;
  const dLatitude = (to.latitude - from.latitude) * radians;
  const dLongitude = (to.longitude - from.longitude) * radians;
  const a =
    Math.sin(dLatitude / 2) ** 2 +
    Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * Math.sin(dLongitude / 2) ** 2;
  return Math.max(1, Math.round(2 * EARTH_RADIUS_MILES * Math.asin(Math.sqrt(a))));
}

export function matches(airport: Airport, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return (
    airport.iata.toLowerCase().startsWith(wanted) ||
    airport.city.toLowerCase().startsWith(wanted) ||
    airport.name.toLowerCase().includes(wanted)
  );
}
