import { attribute, s, stillMotion } from '../ui/dom';
import { NODE_HEIGHT, NODE_WIDTH, type FlowLayout, type Point } from './layout';
import { READERS, type FlowEdge, type FlowModel } from './model';

/** One dash and one gap. */
const PERIOD = 14;
/** Some 25 pictures a second are enough for dashes, and leave the processor to the mill. */
const FRAME_MS = 38;

/** Lines between nodes, carrying dashes whose speed is the rate; at rate zero they stand still and vanish. */
export class FlowEdges {
  readonly element = s('svg', { class: 'flow-edges', 'aria-hidden': 'true' });
  private readonly views = new Map<string, EdgeView>();
  private frame = 0;
  private last = 0;

  /** Moves the dashes until closed. */
  start(): void {
    if (!stillMotion()) this.frame = requestAnimationFrame(this.move);
  }

  close(): void {
    cancelAnimationFrame(this.frame);
  }

  private readonly move = (now: number): void => {
    if (now - this.last >= FRAME_MS) {
      const seconds = Math.min(0.2, (now - this.last) / 1000);
      this.last = now;
      for (const view of this.views.values()) view.advance(seconds);
    }
    this.frame = requestAnimationFrame(this.move);
  };

  layout(model: FlowModel, layout: FlowLayout): void {
    this.element.replaceChildren();
    this.views.clear();
    attribute(this.element, 'width', String(layout.width));
    attribute(this.element, 'height', String(layout.height + 40));
    for (const edge of model.edges) {
      const view = new EdgeView(edge, curve(edge, layout));
      this.views.set(key(edge), view);
      this.element.append(view.element);
    }
  }

  update(model: FlowModel): void {
    for (const edge of model.edges) this.views.get(key(edge))?.run(edge.rate);
  }

  light(reached: ReadonlySet<string> | null): void {
    for (const view of this.views.values()) {
      const lit = reached !== null && reached.has(view.edge.from) && reached.has(view.edge.to);
      view.element.classList.toggle('lit', lit);
      view.element.classList.toggle('dim', reached !== null && !lit);
    }
  }
}

class EdgeView {
  readonly element: SVGGElement;
  private readonly dashes: SVGPathElement;
  private speed = 0;
  private offset = 0;

  constructor(
    readonly edge: FlowEdge,
    path: string,
  ) {
    this.dashes = s('path', { class: 'edge-dashes', d: path, 'stroke-dasharray': `3 ${PERIOD - 3}` });
    this.element = s('g', { class: edgeClass(edge) }, s('path', { class: 'edge-line', d: path }), this.dashes);
  }

  run(rate: number): void {
    this.dashes.classList.toggle('still', rate <= 0);
    this.speed = rate <= 0 ? 0 : speed(rate);
  }

  advance(seconds: number): void {
    if (this.speed === 0) return;
    this.offset = (this.offset + this.speed * seconds) % 1;
    this.dashes.style.strokeDashoffset = String(-this.offset * PERIOD);
  }
}

function edgeClass(edge: FlowEdge): string {
  if (edge.feedback) return 'edge feedback';
  return edge.to === READERS ? 'edge reading' : 'edge';
}

/** Periods a second: a row a second creeps, a million a second streams; the eye reads a logarithm. */
function speed(rate: number): number {
  return Math.min(5, 0.35 + 0.75 * Math.log10(1 + rate));
}

function key(edge: FlowEdge): string {
  return `${edge.from}>${edge.to}`;
}

function curve(edge: FlowEdge, layout: FlowLayout): string {
  const from = layout.places.get(edge.from);
  const to = layout.places.get(edge.to);
  if (from === undefined || to === undefined) return '';
  return edge.feedback ? below(from, to, layout) : forward(from, to, layout.bends.get(key(edge)) ?? []);
}

/** Leaves a node at its right middle, runs level through the columns between, and enters at the left middle. */
function forward(from: Point, to: Point, bends: readonly Point[]): string {
  const half = NODE_WIDTH / 2;
  let x = from.x + half;
  let y = from.y;
  let path = `M${x} ${y}`;
  const reach = (toX: number, toY: number): void => {
    const bend = (toX - x) / 2;
    path += `C${x + bend} ${y} ${toX - bend} ${toY} ${toX} ${toY}`;
    x = toX;
    y = toY;
  };
  for (const bend of bends) {
    reach(bend.x - half, bend.y);
    path += `H${bend.x + half}`;
    x = bend.x + half;
  }
  reach(to.x - half, to.y);
  return path;
}

/** A write-back goes under everything, then up on the left of the column it ends in. */
function below(from: Point, to: Point, layout: FlowLayout): string {
  const depth = Math.max(...[...layout.places.values()].map((place) => place.y)) + NODE_HEIGHT / 2 + 26;
  const left = to.x - NODE_WIDTH / 2;
  const rise = left - 20;
  return (
    `M${from.x} ${from.y + NODE_HEIGHT / 2}V${depth - 12}Q${from.x} ${depth} ${from.x - 12} ${depth}` +
    `H${rise + 12}Q${rise} ${depth} ${rise} ${depth - 12}V${to.y + 12}Q${rise} ${to.y} ${rise + 12} ${to.y}H${left}`
  );
}
