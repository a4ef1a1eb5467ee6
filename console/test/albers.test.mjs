import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { project } = await load('dashboard/albers.ts');

// The expected points are those of d3-geo 3.1.1: geoAlbersUsa().scale(1300).translate([487.5, 305]).
const PLACES = [
  { code: 'ATL', longitude: -84.4277, latitude: 33.6367, x: 714.54, y: 407.758 },
  { code: 'SEA', longitude: -122.3118, latitude: 47.449, x: 96.957, y: 49.813 },
  { code: 'BOS', longitude: -71.0052, latitude: 42.3643, x: 909.514, y: 166.76 },
  { code: 'ANC', longitude: -149.9961, latitude: 61.1744, x: 111.934, y: 544.648 },
  { code: 'HNL', longitude: -157.9224, latitude: 21.3187, x: 265.596, y: 548.92 },
];

test('places lie where the outlines of us-atlas put them', () => {
  for (const expected of PLACES) {
    const { x, y } = project(expected.longitude, expected.latitude);
    assert.ok(Math.hypot(x - expected.x, y - expected.y) < 0.05, `${expected.code} at ${x}, ${y}`);
  }
});

test('a place on no piece of the map has none', () => {
  assert.equal(project(144.8, 13.48), null);
});
