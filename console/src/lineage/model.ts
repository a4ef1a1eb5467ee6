// The graph of GET /v1/lineage, followed column by column. Pure: no elements here.

export interface LineageNode {
  readonly table: string;
  /** Absent for the rows of the table: whether they are there at all. */
  readonly column?: string;
}

export interface Transformation {
  readonly type: 'DIRECT' | 'INDIRECT';
  readonly subtype: string;
  readonly masking: boolean;
}

export interface LineageEdge {
  readonly from: LineageNode;
  readonly to: LineageNode;
  readonly transformations: readonly Transformation[];
}

export type TableKind = 'source' | 'event' | 'keyed' | 'live' | 'feature_view' | 'predictor' | 'action';

export interface LineageTable {
  readonly id: string;
  readonly name: string;
  readonly kind: TableKind;
  readonly description: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface LineageGraph {
  readonly project: string;
  readonly tables: readonly LineageTable[];
  readonly edges: readonly LineageEdge[];
}

/** What stands between two tables when no column is chosen. */
export interface TableEdge {
  readonly from: string;
  readonly to: string;
}

export function keyOf(node: LineageNode): string {
  return node.column === undefined ? node.table : `${node.table}.${node.column}`;
}

/** Each pair of tables once. */
export function tableEdges(graph: LineageGraph): readonly TableEdge[] {
  const seen = new Map<string, TableEdge>();
  for (const edge of graph.edges) {
    if (edge.from.table !== edge.to.table) {
      seen.set(`${edge.from.table}>${edge.to.table}`, { from: edge.from.table, to: edge.to.table });
    }
  }
  return [...seen.values()];
}

/** A write-back: an action that writes a table to the left of it. */
export function isFeedback(edge: TableEdge): boolean {
  return edge.from.startsWith('action/');
}

/**
 * The edges that lead to a node and away from it. Which rows a table has reaches all of its columns;
 * going down, those stand for themselves only when they are reached by themselves.
 */
export function reached(graph: LineageGraph, start: LineageNode): ReadonlySet<LineageEdge> {
  const met = new Set<LineageEdge>();
  walk(graph, start, (edge) => edge.to, (edge) => edge.from, () => true, met);
  walk(graph, start, (edge) => edge.from, (edge) => edge.to, (edge) => edge.from.table !== edge.to.table, met);
  return met;
}

function walk(
  graph: LineageGraph,
  start: LineageNode,
  here: (edge: LineageEdge) => LineageNode,
  next: (edge: LineageEdge) => LineageNode,
  follows: (edge: LineageEdge) => boolean,
  met: Set<LineageEdge>,
): void {
  const at = new Map<string, LineageEdge[]>();
  for (const edge of graph.edges) {
    const key = keyOf(here(edge));
    const there = at.get(key);
    if (there === undefined) at.set(key, [edge]);
    else there.push(edge);
  }
  const seen = new Set([keyOf(start)]);
  const waiting = [keyOf(start)];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    for (const edge of at.get(key) ?? []) {
      if (!follows(edge)) continue;
      met.add(edge);
      const further = keyOf(next(edge));
      if (!seen.has(further)) {
        seen.add(further);
        waiting.push(further);
      }
    }
  }
}

export function isDirect(edge: LineageEdge): boolean {
  return edge.transformations.some((one) => one.type === 'DIRECT');
}

/** For people: aggregation, group by. */
export function words(edge: LineageEdge): string {
  return edge.transformations
    .map((one) => one.subtype.toLowerCase().replace('_', ' ') + (one.masking ? ' (masked)' : ''))
    .join(', ');
}
