// The Albers projection of the United States onto 975 x 610, with Alaska, Hawaii and Puerto Rico set in. It matches the
// projected outlines of us-atlas; the constants are those of the usual composite projection.

const RADIANS = Math.PI / 180;
const SCALE = 1300;
const CENTRE = { x: 487.5, y: 305 };

export interface Place {
  readonly x: number;
  readonly y: number;
}

type Projection = (longitude: number, latitude: number) => Place;

function conic(
  parallels: readonly [number, number],
  rotate: number,
  centre: readonly [number, number],
  scale: number,
  at: Place,
): Projection {
  const n = (Math.sin(parallels[0] * RADIANS) + Math.sin(parallels[1] * RADIANS)) / 2;
  const c = 1 + Math.sin(parallels[0] * RADIANS) * (2 * n - Math.sin(parallels[0] * RADIANS));
  const r0 = Math.sqrt(c) / n;
  const raw = (lambda: number, phi: number): Place => {
    const r = Math.sqrt(Math.max(0, c - 2 * n * Math.sin(phi))) / n;
    return { x: r * Math.sin(lambda * n), y: r0 - r * Math.cos(lambda * n) };
  };
  const middle = raw(centre[0] * RADIANS, centre[1] * RADIANS);
  return (longitude, latitude) => {
    const turned = ((longitude + rotate + 540) % 360) - 180;
    const point = raw(turned * RADIANS, latitude * RADIANS);
    return { x: at.x + scale * (point.x - middle.x), y: at.y - scale * (point.y - middle.y) };
  };
}

const lower48 = conic([29.5, 45.5], 96, [-0.6, 38.7], SCALE, CENTRE);
const alaska = conic([55, 65], 154, [-2, 58.5], SCALE * 0.35, { x: CENTRE.x - 0.307 * SCALE, y: CENTRE.y + 0.201 * SCALE });
const hawaii = conic([8, 18], 157, [-3, 19.9], SCALE, { x: CENTRE.x - 0.205 * SCALE, y: CENTRE.y + 0.212 * SCALE });
const caribbean = conic([8, 18], 66, [0.3, 18.1], SCALE, { x: 892, y: 566 });

/** Where the Caribbean inset is drawn; its outline is a frame only. */
export const CARIBBEAN_FRAME = { x: 845, y: 540, width: 94, height: 46 } as const;

/** Null where a place is on none of the map's pieces. */
export function project(longitude: number, latitude: number): Place | null {
  if (latitude > 50 && longitude < -129) return alaska(longitude, latitude);
  if (latitude > 18 && latitude < 23 && longitude < -154 && longitude > -161) return hawaii(longitude, latitude);
  if (latitude > 17 && latitude < 19 && longitude > -68 && longitude < -64) return caribbean(longitude, latitude);
  if (latitude > 24 && latitude < 50 && longitude > -125 && longitude < -66) return lower48(longitude, latitude);
  return null;
}
