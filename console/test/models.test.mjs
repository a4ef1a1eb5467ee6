import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { byDrift, bySize, byTime, leading, measure, raised, segmentName, stateOf, verdict, windowSpan } = await load('models/model.ts');

const feature = (name, more = {}) => ({ feature: name, drifting: false, psi: 0.01, ...more });

test('numbers are told by their error, the rest by how often they are right', () => {
  assert.equal(leading({ measures: { rmse: 3 } }).label, 'RMSE');
  assert.equal(leading({ measures: {} }).label, 'Accuracy');
});

test('windows stand oldest first, segments by their rows within a feature', () => {
  assert.deepEqual(byTime([{ window_start: '2001-01-01T02:00:00Z' }, { window_start: '2001-01-01T01:00:00Z' }]).map((one) => one.window_start.slice(11, 13)), ['01', '02']);
  const segment = (name, value, predicted) => ({ feature: name, kind: 'value', segment: value, predicted });
  assert.deepEqual(bySize([segment('b', 'x', 9), segment('a', 'y', 1), segment('a', 'z', 5)]).map(segmentName), ['z', 'y', 'x']);
  assert.deepEqual([{ kind: 'missing' }, { kind: 'rest' }].map(segmentName), ['missing', 'all others']);
});

test('what drifts stands first, then what is further off', () => {
  const all = byDrift([feature('a'), feature('b', { psi: 0.09 }), feature('c', { drifting: true })]);
  assert.deepEqual(all.map((one) => one.feature), ['c', 'b', 'a']);
});

test('a feature without enough rows is neither steady nor drifting', () => {
  assert.deepEqual([feature('a', { psi: null }), feature('b'), feature('c', { drifting: true })].map(stateOf), ['gathering', 'steady', 'drifting']);
});

test('errors that rose are told before features that drifted', () => {
  const monitor = (drift, features) => ({ error_drift_tick: drift, features });
  assert.deepEqual(verdict(monitor(null, [feature('a')])), { words: 'steady', tone: 'green' });
  assert.equal(verdict(monitor(null, [feature('a', { drifting: true })])).words, 'a has drifted');
  assert.equal(verdict(monitor(null, [feature('a', { drifting: true }), feature('b', { drifting: true })])).words, '2 features have drifted');
  assert.deepEqual(verdict(monitor(1234, [feature('a', { drifting: true })])), { words: 'errors rose in tick 1,234', tone: 'amber' });
});

test('measures have three digits, errors four, and what is not known a dash', () => {
  assert.deepEqual([0.68312, 3, 123.456, null, undefined].map(measure), ['0.683', '3.000', '123.5', '–', '–']);
});

test('a window is told in its largest unit', () => {
  assert.deepEqual([5, 300, 3_600, 86_400].map(windowSpan), ['5 s', '5 min', '1 h', '1 d']);
});

test('a line that changes little is raised so that it is seen to change', () => {
  const [low, high] = raised([0.68, 0.70]);
  assert.ok(low > 0 && low < high / 2, `${low} ${high}`);
  assert.deepEqual(raised([]), []);
});
