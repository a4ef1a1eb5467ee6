import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { bytesText, projectTime, rate, short } = await load('ui/format.ts');
const { shown } = await load('grid/cells.ts');
const { barsOf } = await load('dashboard/histogram.ts');

test('counts are whole to five digits, then short', () => {
  assert.deepEqual([0, 99_999, 508_239, 12_345_678].map(short), ['0', '99,999', '508k', '12.3M']);
});

test('rates show a digit after the point only when they are small and broken', () => {
  assert.deepEqual([0, 2, 0.4, 680.3].map(rate), ['0', '2', '0.4', '680']);
});

test('sizes carry their unit', () => {
  assert.deepEqual([512, 61_200_000].map(bytesText), ['512 B', '61.2 MB']);
});

test('project time is written as it stands, without zone or fraction', () => {
  assert.equal(projectTime('2001-01-08T03:12:00.250Z'), '2001-01-08 03:12:00');
});

test('identifiers are not grouped, other integers are', () => {
  assert.equal(shown(508239, { name: 'flight_id', type: 'BIGINT' }), '508239');
  assert.equal(shown(508239, { name: 'departures', type: 'BIGINT' }), '508,239');
  assert.equal(shown(null, { name: 'late_rate', type: 'DOUBLE PRECISION' }), 'null');
});

test('histogram steps are in order, open at both ends, late from a quarter of an hour', () => {
  const bars = barsOf([{ name: 'delay_from', type: 'INTEGER' }, { name: 'flights', type: 'BIGINT' }], [[15, 3], [-60, 1], [0, 9], [180, 2]]);
  assert.deepEqual(bars.map((bar) => [bar.name, bar.value, bar.late]), [['<0', 1, false], ['0', 9, false], ['15', 3, true], ['180+', 2, true]]);
});
