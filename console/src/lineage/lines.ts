import { s } from '../ui/dom';
import { CARD_WIDTH, HEAD_HEIGHT, LINE_HEIGHT, type LineageLayout } from './layout';
import { isDirect, isFeedback, keyOf, words, type LineageEdge, type LineageNode, type TableEdge } from './model';

/** The lines between tables; with a chosen column those between the columns it reaches instead, the rest faint. */
export function lineageLines(
  layout: LineageLayout,
  edges: readonly TableEdge[],
  lit: ReadonlySet<LineageEdge> | null,
  lines: ReadonlyMap<string, readonly LineageNode[]>,
): SVGSVGElement {
  const svg = s('svg', { class: 'lineage-lines', width: layout.width, height: layout.height + 40, 'aria-hidden': 'true' });
  for (const edge of edges) {
    const path = between(layout, { table: edge.from }, { table: edge.to }, new Map());
    if (path !== '') {
      const kind = `lineage-line${lit === null ? '' : ' dim'}${isFeedback(edge) ? ' feedback' : ''}`;
      svg.append(s('path', { class: kind, d: path }));
    }
  }
  for (const edge of lit ?? []) {
    if (edge.from.table === edge.to.table) continue;
    const path = between(layout, edge.from, edge.to, lines);
    if (path === '') continue;
    svg.append(
      s('path', { class: `lineage-line lit ${isDirect(edge) ? 'direct' : 'indirect'}`, d: path }, s('title', {}, words(edge))),
    );
  }
  return svg;
}

function between(
  layout: LineageLayout,
  from: LineageNode,
  to: LineageNode,
  lines: ReadonlyMap<string, readonly LineageNode[]>,
): string {
  const left = layout.boxes.get(from.table);
  const right = layout.boxes.get(to.table);
  if (left === undefined || right === undefined) return '';
  const startY = left.y + height(from, lines);
  const endY = right.y + height(to, lines);
  const startX = left.x + CARD_WIDTH;
  const endX = right.x;
  if (endX > startX) {
    const bend = (endX - startX) / 2;
    return `M${startX} ${startY}C${startX + bend} ${startY} ${endX - bend} ${endY} ${endX} ${endY}`;
  }
  // A write-back goes under all cards, and up on the left of the one that it ends in.
  const below = layout.height + 18;
  return `M${startX} ${startY}h10V${below}H${endX - 18}V${endY}H${endX}`;
}

/** The middle of a column's line, or of the card's head. */
function height(node: LineageNode, lines: ReadonlyMap<string, readonly LineageNode[]>): number {
  const at = (lines.get(node.table) ?? []).findIndex((line) => keyOf(line) === keyOf(node));
  return at < 0 ? HEAD_HEIGHT / 2 : HEAD_HEIGHT + at * LINE_HEIGHT + LINE_HEIGHT / 2;
}
