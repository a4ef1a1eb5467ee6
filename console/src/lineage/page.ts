import { get } from '../api/client';
import { Canvas } from '../flow/canvas';
import type { Context, Page } from '../shell/page';
import { h, replace } from '../ui/dom';
import { plural } from '../ui/format';
import { asProblem, problemBox } from '../ui/problem';
import { lineageCard } from './card';
import { lineageLayout } from './layout';
import { lineageLines } from './lines';
import { keyOf, reached, tableEdges, type LineageEdge, type LineageGraph, type LineageNode, type LineageTable } from './model';

export function lineagePage(_context: Context, argument: string | null): Page {
  const view = new LineageView(argument);
  return { element: view.element, close: () => view.close() };
}

/** A click on a table shows its columns; one on a column lights what it is made of and what depends on it. */
class LineageView {
  readonly element: HTMLElement;
  private readonly canvas = new Canvas();
  private readonly stage = h('div', { class: 'flow-stage' });
  private readonly note = h('p', { class: 'lineage-note', 'data-testid': 'lineage-note', 'aria-live': 'polite' });
  private graph: LineageGraph | null = null;
  private opened: string | null = null;
  private chosen: LineageNode | null = null;

  constructor(argument: string | null) {
    this.element = h(
      'div',
      { class: 'page flow-page', 'data-testid': 'page-lineage' },
      h('div', { class: 'lineage-bar' }, this.note, legend()),
      h('div', { class: 'flow-body' }, this.stage),
    );
    this.opened = argument;
    this.stage.append(h('p', { class: 'waiting' }, 'Reading what depends on what…'));
    document.addEventListener('keydown', this.escape);
    get<LineageGraph>('/v1/lineage')
      .then((graph) => {
        this.graph = graph;
        this.stage.replaceChildren(this.canvas.element);
        this.draw();
      })
      .catch((error: unknown) => replace(this.stage, problemBox(asProblem(error))));
  }

  close(): void {
    this.canvas.close();
    document.removeEventListener('keydown', this.escape);
  }

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    this.opened = null;
    this.chosen = null;
    this.draw();
  };

  private open(id: string): void {
    this.opened = this.opened === id ? null : id;
    this.chosen = null;
    this.draw();
  }

  private choose(node: LineageNode): void {
    const again = this.chosen !== null && keyOf(this.chosen) === keyOf(node);
    this.chosen = again ? null : node;
    this.opened = node.table;
    this.draw();
  }

  private draw(): void {
    const graph = this.graph;
    if (graph === null) return;
    const lit = this.chosen === null ? null : reached(graph, this.chosen);
    const nodes = litNodes(this.chosen, lit);
    const tables = new Set([...nodes.values()].map((node) => node.table));
    const lines = new Map(graph.tables.map((table) => [table.id, this.lines(table, nodes)]));
    const edges = tableEdges(graph);
    const layout = lineageLayout(graph.tables, edges, new Map([...lines].map(([id, shown]) => [id, shown.length])));
    this.canvas.world.replaceChildren(lineageLines(layout, edges, lit, lines));
    for (const table of graph.tables) {
      const box = layout.boxes.get(table.id);
      if (box === undefined) continue;
      const card = lineageCard(
        table,
        {
          opened: this.opened === table.id,
          dim: lit !== null && !tables.has(table.id),
          lines: lines.get(table.id) ?? [],
          chosen: this.chosen === null ? null : keyOf(this.chosen),
          lit: new Set(nodes.keys()),
        },
        (id) => this.open(id),
        (node) => this.choose(node),
      );
      card.style.left = `${box.x}px`;
      card.style.top = `${box.y}px`;
      this.canvas.world.append(card);
    }
    this.canvas.size(layout.width, layout.height + 30);
    this.note.textContent = this.sentence(nodes, tables);
  }

  /** The opened table shows everything, the others what the chosen column reaches. */
  private lines(table: LineageTable, nodes: ReadonlyMap<string, LineageNode>): readonly LineageNode[] {
    const columns: readonly LineageNode[] = table.columns.map((column) => ({ table: table.id, column: column.name }));
    const all = [{ table: table.id }, ...columns];
    if (table.id === this.opened) return table.columns.length === 0 ? [] : all;
    return all.filter((node) => nodes.has(keyOf(node)));
  }

  private sentence(nodes: ReadonlyMap<string, LineageNode>, tables: ReadonlySet<string>): string {
    if (this.chosen === null) return 'Choose a table to see its columns, then a column to see what it is made of and what depends on it.';
    const what = this.chosen.column === undefined ? `Which rows ${this.chosen.table} has` : keyOf(this.chosen);
    const columns = [...nodes.values()].filter((node) => node.column !== undefined && keyOf(node) !== keyOf(this.chosen ?? node));
    return `${what} is tied to ${plural(columns.length, 'column')} in ${plural(tables.size - 1, 'other place')}.`;
  }
}

function litNodes(chosen: LineageNode | null, lit: ReadonlySet<LineageEdge> | null): ReadonlyMap<string, LineageNode> {
  const nodes = new Map<string, LineageNode>();
  if (chosen !== null) nodes.set(keyOf(chosen), chosen);
  for (const edge of lit ?? []) {
    nodes.set(keyOf(edge.from), edge.from);
    nodes.set(keyOf(edge.to), edge.to);
  }
  return nodes;
}

function legend(): HTMLElement {
  return h(
    'p',
    { class: 'lineage-legend' },
    h('span', {}, h('i', { class: 'lineage-key direct' }), 'values are made of it'),
    h('span', {}, h('i', { class: 'lineage-key indirect' }), 'it decides which rows or values there are'),
  );
}
