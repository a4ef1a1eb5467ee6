import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { reached, tableEdges, keyOf, isDirect, words } = await load('lineage/model');
const { lineageLayout, cardHeight } = await load('lineage/layout');

const way = (subtype, type = 'INDIRECT') => ({ type, subtype, masking: false });
const edge = (from, to, ...transformations) => ({ from: node(from), to: node(to), transformations });
function node(text) {
  const [table, column] = text.split(':');
  return column === undefined ? { table } : { table, column };
}

const graph = {
  project: 'shop',
  tables: ['orders', 'spent', 'big', 'action/tell', 'muted'].map((id) => ({ id, name: id, kind: 'live', description: '', columns: [] })),
  edges: [
    edge('orders:amount', 'spent:total', way('AGGREGATION', 'DIRECT')),
    edge('orders:customer', 'spent', way('GROUP_BY')),
    edge('spent', 'spent:total', way('ROWS')),
    edge('spent:total', 'big', way('FILTER')),
    edge('big', 'action/tell', way('ROWS')),
    edge('action/tell', 'muted', way('ROWS')),
    edge('muted', 'big', way('JOIN')),
    edge('big', 'big:who', way('ROWS')),
  ],
};

const keys = (met) => [...met].map((one) => `${keyOf(one.from)}>${keyOf(one.to)}`).sort();

test('a column is tied to what it is made of and to what depends on it', () => {
  assert.deepEqual(keys(reached(graph, node('spent:total'))), [
    'action/tell>muted',
    'big>action/tell',
    'muted>big',
    'orders.amount>spent.total',
    'orders.customer>spent',
    'spent.total>big',
    'spent>spent.total',
  ]);
});

test('a circle ends, and tables that are not tied stay away', () => {
  assert.deepEqual(keys(reached(graph, node('orders:amount'))), [
    'action/tell>muted',
    'big>action/tell',
    'muted>big',
    'orders.amount>spent.total',
    'spent.total>big',
  ]);
});

test('tables are joined once, whatever columns are', () => {
  assert.equal(tableEdges(graph).length, 5);
});

test('a direct way is one that makes values', () => {
  assert.equal(isDirect(graph.edges[0]), true);
  assert.equal(isDirect(graph.edges[1]), false);
  assert.equal(words(graph.edges[1]), 'group by');
});

test('data goes to the right, and an open card is as high as its columns', () => {
  const layout = lineageLayout(graph.tables, tableEdges(graph), new Map([['spent', 3]]));
  assert.ok(layout.boxes.get('orders').x < layout.boxes.get('spent').x);
  assert.ok(layout.boxes.get('spent').x < layout.boxes.get('big').x);
  assert.ok(layout.boxes.get('muted').x < layout.boxes.get('big').x);
  assert.equal(layout.boxes.get('spent').height, cardHeight(3));
});
