/** Late rate → colour: calm blue through amber to vermilion, told apart by eyes of every kind (Okabe–Ito hues). */
const STOPS: readonly (readonly [number, readonly [number, number, number]])[] = [
  [0, [64, 140, 200]],
  [0.15, [120, 160, 180]],
  [0.3, [230, 159, 0]],
  [0.5, [213, 80, 0]],
];

export function lateColour(rate: number | null): string {
  if (rate === null || Number.isNaN(rate)) return 'var(--faint)';
  for (let i = 1; i < STOPS.length; i++) {
    const low = STOPS[i - 1];
    const high = STOPS[i];
    if (low === undefined || high === undefined || rate > high[0]) continue;
    const t = Math.max(0, (rate - low[0]) / (high[0] - low[0]));
    const mix = low[1].map((from, channel) => Math.round(from + t * ((high[1][channel] ?? 0) - from)));
    return `rgb(${mix.join(' ')})`;
  }
  return 'rgb(213 80 0)';
}

export const LEGEND = [0, 0.15, 0.3, 0.5] as const;

/** Departures → radius: the area is what is compared. */
export function radius(departures: number, most: number): number {
  return 2.2 + 15 * Math.sqrt(Math.max(0, departures) / Math.max(1, most));
}
