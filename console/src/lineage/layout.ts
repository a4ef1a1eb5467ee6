import { Graph, layout as runDagre } from '@dagrejs/dagre';
import { isFeedback, type LineageTable, type TableEdge } from './model';

export const CARD_WIDTH = 244;
export const HEAD_HEIGHT = 44;
export const LINE_HEIGHT = 22;
const PADDING = 8;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export interface LineageLayout {
  readonly width: number;
  readonly height: number;
  /** The left upper corner of each card. */
  readonly boxes: ReadonlyMap<string, Box>;
}

export function cardHeight(lines: number): number {
  return HEAD_HEIGHT + (lines === 0 ? 0 : lines * LINE_HEIGHT + PADDING);
}

/**
 * Left to right as data goes.
 *
 * @param lines how many columns each card shows
 */
export function lineageLayout(
  tables: readonly LineageTable[],
  edges: readonly TableEdge[],
  lines: ReadonlyMap<string, number>,
): LineageLayout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 84, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const table of tables) {
    graph.setNode(table.id, { width: CARD_WIDTH, height: cardHeight(lines.get(table.id) ?? 0) });
  }
  for (const edge of edges) if (!isFeedback(edge)) graph.setEdge(edge.from, edge.to);
  runDagre(graph);
  const boxes = new Map<string, Box>();
  for (const table of tables) {
    const at = graph.node(table.id) as unknown as { x: number; y: number; height: number };
    boxes.set(table.id, { x: at.x - CARD_WIDTH / 2, y: at.y - at.height / 2, height: at.height });
  }
  const all = [...boxes.values()];
  return {
    width: Math.max(0, ...all.map((box) => box.x + CARD_WIDTH)) + 8,
    height: Math.max(0, ...all.map((box) => box.y + box.height)) + 8,
    boxes,
  };
}
