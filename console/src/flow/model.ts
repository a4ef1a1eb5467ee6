import type { ActionStatus, SourceStatus, Status, TableStatus } from '../api/types';

export type NodeKind = 'source' | 'event' | 'keyed' | 'live' | 'action' | 'readers';

/** One thing in the flow, and what it shows. */
export interface FlowNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  /** The big number with its noun. */
  readonly count: number;
  readonly noun: string;
  readonly rate: number;
  readonly rateUnit: string;
  readonly errors: number;
  readonly quarantined: number;
  /** A word about its state, where it has one. */
  readonly state: string | null;
  readonly failing: boolean;
}

export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  /** Rows a second that pass along. */
  readonly rate: number;
  /** A write-back runs against the reading direction. */
  readonly feedback: boolean;
}

export interface FlowModel {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

export const READERS = 'readers';
export const tableId = (name: string): string => `table:${name}`;
export const sourceId = (name: string): string => `source:${name}`;
export const actionId = (name: string): string => `action:${name}`;

/** Status → graph. System tables stay out: they are the mill's own books, shown under Operations. So do previews. */
export function flowModel(status: Status): FlowModel {
  const tables = status.tables.filter((table) => table.kind !== 'system' && table.kind !== 'preview');
  const known = new Set(tables.map((table) => table.name));
  const rates = new Map(tables.map((table) => [table.name, table.rows_per_second]));
  const nodes: FlowNode[] = [
    ...status.sources.map(sourceNode),
    ...tables.map(tableNode),
    ...status.actions.map(actionNode),
    readersNode(status),
  ];
  const edges: FlowEdge[] = [];
  for (const source of status.sources) {
    for (const table of source.tables.filter((name) => known.has(name))) {
      const rate = source.rows_per_second / Math.max(1, source.tables.length);
      edges.push({ from: sourceId(source.name), to: tableId(table), rate, feedback: false });
    }
  }
  const read = new Set<string>();
  for (const table of tables) {
    for (const input of table.inputs.filter((name) => known.has(name))) {
      read.add(input);
      edges.push({ from: tableId(input), to: tableId(table.name), rate: rates.get(input) ?? 0, feedback: false });
    }
  }
  for (const action of status.actions.filter((one) => known.has(one.on))) {
    read.add(action.on);
    edges.push({ from: tableId(action.on), to: actionId(action.name), rate: rates.get(action.on) ?? 0, feedback: false });
    if (typeof action.writes === 'string' && known.has(action.writes)) {
      edges.push({ from: actionId(action.name), to: tableId(action.writes), rate: rates.get(action.writes) ?? 0, feedback: true });
    }
  }
  for (const table of tables.filter((one) => one.kind === 'live' && !read.has(one.name))) {
    edges.push({ from: tableId(table.name), to: READERS, rate: status.readers.subscriptions > 0 ? table.rows_per_second : 0, feedback: false });
  }
  return { nodes, edges };
}

/** What has to be laid out again when it differs. */
export function structure(model: FlowModel): string {
  return [...model.nodes.map((node) => node.id), ...model.edges.map((edge) => `${edge.from}>${edge.to}`)].join('|');
}

/** Everything before and after a node, itself included. */
export function lineage(model: FlowModel, id: string): ReadonlySet<string> {
  const forward = model.edges.filter((edge) => !edge.feedback);
  const upstream = reach(id, (at) => forward.filter((edge) => edge.to === at).map((edge) => edge.from));
  const downstream = reach(id, (at) => forward.filter((edge) => edge.from === at).map((edge) => edge.to));
  return new Set([...upstream, ...downstream]);
}

function reach(start: string, next: (at: string) => readonly string[]): Set<string> {
  const reached = new Set([start]);
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const to of next(at)) {
      if (!reached.has(to)) open.push(to);
      reached.add(to);
    }
  }
  return reached;
}

function sourceNode(source: SourceStatus): FlowNode {
  return {
    id: sourceId(source.name),
    kind: 'source',
    name: source.name,
    count: source.rows,
    noun: 'rows',
    rate: source.rows_per_second,
    rateUnit: '/s',
    errors: 0,
    quarantined: 0,
    state: source.state,
    failing: source.state === 'failed',
  };
}

function tableNode(table: TableStatus): FlowNode {
  return {
    id: tableId(table.name),
    kind: table.kind === 'system' ? 'keyed' : table.kind === 'preview' ? 'live' : table.kind,
    name: table.name,
    count: table.rows,
    noun: table.rows === 1 ? 'row' : 'rows',
    rate: table.rows_per_second,
    rateUnit: '/s',
    errors: table.errors,
    quarantined: table.quarantined,
    state: null,
    failing: false,
  };
}

function actionNode(action: ActionStatus): FlowNode {
  return {
    id: actionId(action.name),
    kind: 'action',
    name: action.name,
    count: action.delivered,
    noun: 'delivered',
    rate: action.pending,
    rateUnit: ' waiting',
    errors: action.dead,
    quarantined: 0,
    state: null,
    failing: action.dead > 0,
  };
}

function readersNode(status: Status): FlowNode {
  return {
    id: READERS,
    kind: 'readers',
    name: 'readers',
    count: status.readers.queries_total,
    noun: status.readers.queries_total === 1 ? 'query' : 'queries',
    rate: status.readers.subscriptions,
    rateUnit: ' watching',
    errors: 0,
    quarantined: 0,
    state: null,
    failing: false,
  };
}
