import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { flowModel, lineage } = await load('flow/model.ts');
const { flowLayout } = await load('flow/layout.ts');

const table = (name, kind, inputs = []) => ({
  name, kind, inputs, schema: 'public', rows: 1, rows_per_second: 2, changes_total: 1, version: 1, errors: 0, quarantined: 0, state_bytes: 1, key: [], columns: [],
});

const status = {
  sources: [{ name: 'january', kind: 'replay', state: 'running', tables: ['departures'], rows: 1, rows_per_second: 4, position: null, detail: null }],
  tables: [
    table('departures', 'event'),
    table('latch', 'keyed'),
    table('hours', 'live', ['departures']),
    table('alerts', 'live', ['hours', 'latch']),
    table('tidemill.outbox', 'system'),
  ],
  actions: [{ name: 'tell', on: 'alerts', delivered: 1, pending: 0, failed: 0, dead: 0, writes: 'latch' }],
  readers: { subscriptions: 0, queries_total: 0, queries_running: 0, lookups_total: 0 },
};

test('system tables stay out of the flow', () => {
  assert.ok(!flowModel(status).nodes.some((node) => node.name.includes('outbox')));
});

test('lineage follows the data both ways but not a write-back', () => {
  const reached = lineage(flowModel(status), 'table:hours');
  assert.deepEqual([...reached].sort(), ['action:tell', 'source:january', 'table:alerts', 'table:departures', 'table:hours']);
});

test('data flows from left to right, sources first, input tables in one column', () => {
  const model = flowModel(status);
  const { places } = flowLayout(model);
  for (const edge of model.edges.filter((one) => !one.feedback)) {
    assert.ok(places.get(edge.from).x < places.get(edge.to).x, `${edge.from} before ${edge.to}`);
  }
  assert.equal(places.get('table:departures').x, places.get('table:latch').x);
});
