import { Graph, layout as runDagre } from '@dagrejs/dagre';
import type { FlowModel, FlowNode } from './model';

export const NODE_WIDTH = 204;
export const NODE_HEIGHT = 74;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface FlowLayout {
  readonly width: number;
  readonly height: number;
  /** The middle of each node. */
  readonly places: ReadonlyMap<string, Point>;
  /** The middles of the columns an edge passes between its ends, by `from>to`. */
  readonly bends: ReadonlyMap<string, readonly Point[]>;
}

const ROOT = '(root)';

/** Left to right as data goes. A hidden root holds all sources in one column and all input tables in the next. */
export function flowLayout(model: FlowModel): FlowLayout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 62, edgesep: 18, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  graph.setNode(ROOT, { width: 1, height: 1 });
  for (const node of model.nodes) graph.setNode(node.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const node of model.nodes) anchor(graph, node);
  for (const edge of model.edges.filter((one) => !one.feedback)) {
    graph.setEdge(edge.from, edge.to, { weight: edge.to === 'readers' ? 1 : 2 });
  }
  runDagre(graph);
  return shifted(model, graph);
}

function anchor(graph: Graph, node: FlowNode): void {
  switch (node.kind) {
    case 'source':
      graph.setEdge(ROOT, node.id, { weight: 20 });
      return;
    case 'event':
    case 'keyed':
      graph.setEdge(ROOT, node.id, { weight: 20, minlen: 2 });
      return;
    case 'live':
    case 'action':
    case 'readers':
      return;
  }
}

/** Takes the root's column off the left again. */
function shifted(model: FlowModel, graph: Graph): FlowLayout {
  const nodes = model.nodes.map((node) => ({ id: node.id, at: graph.node(node.id) as unknown as Point }));
  const left = Math.min(...nodes.map((node) => node.at.x)) - NODE_WIDTH / 2;
  const top = Math.min(...nodes.map((node) => node.at.y)) - NODE_HEIGHT / 2;
  const places = new Map(nodes.map((node) => [node.id, { x: node.at.x - left, y: node.at.y - top }]));
  const columns = [...new Set([...places.values()].map((place) => Math.round(place.x)))];
  const bends = new Map<string, readonly Point[]>();
  for (const edge of model.edges.filter((one) => !one.feedback)) {
    const from = places.get(edge.from);
    const to = places.get(edge.to);
    const label = graph.edge({ v: edge.from, w: edge.to }) as unknown as { points: readonly Point[] } | undefined;
    if (from === undefined || to === undefined || label === undefined) continue;
    const points = label.points.map((point) => ({ x: point.x - left, y: point.y - top }));
    bends.set(
      `${edge.from}>${edge.to}`,
      columns
        .filter((x) => x > from.x + 1 && x < to.x - 1)
        .sort((a, b) => a - b)
        .map((x) => ({ x, y: heightAt(points, x) })),
    );
  }
  const all = [...places.values()];
  return {
    width: Math.max(...all.map((place) => place.x)) + NODE_WIDTH / 2,
    height: Math.max(...all.map((place) => place.y)) + NODE_HEIGHT / 2,
    places,
    bends,
  };
}

function heightAt(points: readonly Point[], x: number): number {
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1];
    const b = points[i];
    if (a !== undefined && b !== undefined && a.x <= x && x <= b.x) {
      return b.x === a.x ? a.y : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
    }
  }
  return points.at(-1)?.y ?? 0;
}
