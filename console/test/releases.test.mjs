import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { lineDiff } = await load('ui/line-diff.ts');
const { columnChanges, counted, downstream, markOf, timeline, whoWord } = await load('releases/model.ts');

const told = (lines) => lines.map(({ mark, text }) => mark + text);

test('a diff keeps what both have, and what goes stands before what comes', () => {
  assert.deepEqual(told(lineDiff('a\nb\nc', 'a\nB\nc\nd')), [' a', '-b', '+B', ' c', '+d']);
});

test('equal texts have no marks', () => {
  assert.ok(lineDiff('a\nb', 'a\nb').every((line) => line.mark === ' '));
});

test('of a very long text all goes and all comes', () => {
  const long = Array.from({ length: 501 }, (_, i) => String(i)).join('\n');
  assert.equal(lineDiff(long, long).length, 1002);
});

test('columns come, go, and change their types; the others are not named', () => {
  const table = [{ name: 'id', type: 'TEXT' }, { name: 'n', type: 'INTEGER' }, { name: 'old', type: 'TEXT' }];
  const preview = [{ name: 'id', type: 'TEXT' }, { name: 'n', type: 'BIGINT' }, { name: 'wanted', type: 'BIGINT' }];
  assert.deepEqual(columnChanges(table, preview), [
    { name: 'n', before: 'INTEGER', after: 'BIGINT' },
    { name: 'wanted', before: null, after: 'BIGINT' },
    { name: 'old', before: 'TEXT', after: null },
  ]);
});

const edge = (from, to) => ({ from: { table: from }, to: { table: to }, transformations: [] });
const graph = { project: 'p', tables: [], edges: [edge('a', 'b'), edge('b', 'c'), edge('c', 'action/tell'), edge('action/tell', 'latch'), edge('latch', 'a'), edge('x', 'c')] };

test('what is behind a table is named once, the nearest first, and no write-back is followed', () => {
  assert.deepEqual(downstream(graph, 'a'), ['b', 'c', 'action/tell']);
});

test('a circle of tables ends', () => {
  assert.deepEqual(downstream({ ...graph, edges: [edge('a', 'b'), edge('b', 'a')] }, 'a'), ['b']);
});

test('definitions are counted by kind, those that are not there are not named', () => {
  const of = (type, n) => Array.from({ length: n }, (_, i) => ({ type, name: String(i) }));
  assert.equal(counted([...of('live_table', 2), ...of('policy', 1), ...of('index', 2)]), '2 live tables, 2 indexes, 1 policy');
});

test('only the newest of equal releases is in force', () => {
  const release = (hash, tick) => ({ release: hash, tick, time: '', origin: 'apply', by: null });
  assert.deepEqual(
    timeline([release('a', 1), release('b', 2), release('a', 3)], 'a').map(({ release: one, now }) => [one.tick, now]),
    [[3, true], [2, false], [1, false]],
  );
});

test('the mill goes back by itself when nobody is named', () => {
  assert.equal(whoWord({ origin: 'rollback', by: null }), 'the mill itself');
  assert.equal(whoWord({ origin: 'rollback', by: 'ann' }), 'ann');
  assert.equal(whoWord({ origin: 'folder', by: null }), null);
});

test('a definition that stays has no mark, a replaced one its own', () => {
  assert.equal(markOf({ actions: ['no-op'] }), null);
  assert.equal(markOf({ actions: ['create', 'delete'] }).word, 'replaced');
});
