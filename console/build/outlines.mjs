// Outlines of the United States, already projected (Albers, 975 x 610), simplified and written as SVG path data.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature, mesh } from 'topojson-client';

const TOLERANCE = 0.35;
const require = createRequire(import.meta.url);

export function outlines() {
  const atlas = JSON.parse(readFileSync(require.resolve('us-atlas/states-albers-10m.json'), 'utf8'));
  const { nation, states } = atlas.objects;
  const land = feature(atlas, nation).features.flatMap((one) => rings(one.geometry));
  const borders = mesh(atlas, states, (a, b) => a !== b).coordinates;
  return {
    width: 975,
    height: 610,
    land: path(land.filter((ring) => extent(ring) > 1.5), true),
    borders: path(borders, false),
  };
}

function rings(geometry) {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
}

function extent(ring) {
  const xs = ring.map((point) => point[0]);
  const ys = ring.map((point) => point[1]);
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

function path(lines, closed) {
  return lines.map((line) => one(simplified(line), closed)).join('');
}

/** Relative coordinates in tenths keep the file small; rounding happens on absolute positions, so errors do not add up. */
function one(line, closed) {
  let [x, y] = tenths(line[0]);
  let out = `M${x / 10} ${y / 10}l`;
  const steps = [];
  for (const point of line.slice(1)) {
    const [nextX, nextY] = tenths(point);
    if (nextX === x && nextY === y) continue;
    steps.push(`${(nextX - x) / 10} ${(nextY - y) / 10}`);
    [x, y] = [nextX, nextY];
  }
  return steps.length === 0 ? '' : out + steps.join(' ') + (closed ? 'z' : '');
}

function tenths(point) {
  return [Math.round(point[0] * 10), Math.round(point[1] * 10)];
}

/** Douglas-Peucker. */
function simplified(line) {
  if (line.length < 3) return line;
  const [first, last] = [line[0], line[line.length - 1]];
  let farthest = 0;
  let distance = -1;
  for (let i = 1; i < line.length - 1; i++) {
    const d = fromSegment(line[i], first, last);
    if (d > distance) [farthest, distance] = [i, d];
  }
  if (distance < TOLERANCE) return [first, last];
  return [...simplified(line.slice(0, farthest + 1)).slice(0, -1), ...simplified(line.slice(farthest))];
}

function fromSegment([px, py], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}
