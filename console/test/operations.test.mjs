import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { attempt, liveTables, outcome, services } = await load('operations/running.ts');
const { sharesOf } = await load('operations/costs.ts');
const { count, span } = await load('ui/format.ts');

const supervised = (name, kind, state, more = {}) => ({ name, kind, state, failures: 0, failures_in_row: 0, problem: null, next_attempt_s: null, ...more });
const status = {
  sources: [{ name: 'january', rows: 40, rows_per_second: 4, position: 'row 40' }],
  actions: [{ name: 'tell', delivered: 7, pending: 0, dead: 2 }],
  tables: [{ name: 'big', state_bytes: 100 }, { name: 'small', state_bytes: 25 }],
};

test('what is broken stands first, then what waits, then sources before actions', () => {
  const all = services([supervised('tell', 'action', 'running'), supervised('january', 'source', 'running'), supervised('slow', 'action', 'waiting'), supervised('gone', 'source', 'broken')], status);
  assert.deepEqual(all.map(({ one }) => one.name), ['gone', 'slow', 'january', 'tell']);
});

test('a source tells its rows, an action what it sent and gave up', () => {
  const [source, action] = services([supervised('january', 'source', 'running'), supervised('tell', 'action', 'running')], status);
  assert.deepEqual([source.done, source.pace, source.detail], [40, '4/s', 'row 40']);
  assert.deepEqual([action.done, action.detail], [7, '2 notices given up']);
});

test('live tables that do not run stand first, and bars are beside the largest', () => {
  const definition = (name, state) => ({ type: 'live_table', name, state, created: false });
  const live = liveTables([definition('big', 'running'), definition('small', 'running'), definition('new', 'building'), { type: 'action', name: 'tell', state: 'running' }], status);
  assert.deepEqual(live.map((one) => [one.definition.name, one.share]), [['new', 0], ['big', 1], ['small', 0.25]]);
});

test('one sentence says that all runs, or what does not', () => {
  assert.deepEqual(outcome([], []), { words: 'All of it runs: 0 live tables.', well: true });
  const down = services([supervised('january', 'source', 'waiting')], status);
  assert.deepEqual(outcome(down, []), { words: 'january is tried again.', well: false });
});

test('the next try is told in seconds', () => {
  assert.equal(attempt(supervised('a', 'source', 'waiting', { next_attempt_s: 3.46 })), '3.5 s');
  assert.equal(attempt(supervised('a', 'source', 'running')), '–');
});

test('bars of nothing are empty', () => {
  assert.deepEqual(sharesOf([0, 0]), [0, 0]);
  assert.deepEqual(sharesOf([1, 4]), [0.25, 1]);
});

test('a count that a policy hides is no number', () => {
  assert.equal(count(-1), '–');
  assert.equal(count(12), '12');
});

test('spans have one unit', () => {
  assert.deepEqual([0.42, 311, 8_410, 60_000, 7_200_000].map(span), ['0.4 ms', '311 ms', '8.41 s', '1.0 min', '2.0 h']);
});
