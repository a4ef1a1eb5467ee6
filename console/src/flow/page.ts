import type { Sample, StatusFeed } from '../api/feed';
import type { Status } from '../api/types';
import type { Context, Page } from '../shell/page';
import { h } from '../ui/dom';
import { Canvas } from './canvas';
import { Drawer } from './drawer';
import { FlowEdges } from './edges';
import { Intro } from './intro';
import { flowLayout, NODE_HEIGHT, NODE_WIDTH, type FlowLayout } from './layout';
import { flowModel, lineage, structure, type FlowModel } from './model';
import { NodeCard } from './node';
import { stages } from './stages';

const SPARK_SAMPLES = 120;
const NARROW = '(max-width: 719px)';

export function flowPage(context: Context): Page {
  const view = new FlowView(context.feed);
  return { element: view.element, close: () => view.close() };
}

class FlowView {
  readonly element: HTMLElement;
  private readonly canvas = new Canvas();
  private readonly edges = new FlowEdges();
  private readonly intro = new Intro();
  private readonly stage = h('div', { class: 'flow-stage' });
  private readonly body = h('div', { class: 'flow-body' }, this.stage);
  private readonly narrow = window.matchMedia(NARROW);
  private readonly cards = new Map<string, NodeCard>();
  private readonly stop: () => void;
  private model: FlowModel = { nodes: [], edges: [] };
  private layout: FlowLayout | null = null;
  private laidOut = '';
  private selected: string | null = null;
  private drawer: Drawer | null = null;

  constructor(private readonly feed: StatusFeed) {
    this.element = h('div', { class: 'page flow-page', 'data-testid': 'page-flow' }, this.intro.element, this.body);
    this.stage.append(h('p', { class: 'waiting' }, 'Waiting for the first status of the mill…'));
    this.edges.start();
    this.stop = feed.watch((status) => this.update(status));
    document.addEventListener('keydown', this.escape);
    this.narrow.addEventListener('change', this.relayout);
    this.canvas.element.addEventListener('click', (event) => {
      if ((event.target as Element).closest('button') === null && !this.canvas.element.classList.contains('dragging')) this.select(null);
    });
  }

  close(): void {
    this.stop();
    this.drawer?.close();
    this.canvas.close();
    this.edges.close();
    document.removeEventListener('keydown', this.escape);
    this.narrow.removeEventListener('change', this.relayout);
  }

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.select(null);
  };

  private readonly relayout = (): void => {
    this.laidOut = '';
    if (this.feed.latest !== null) this.update(this.feed.latest);
  };

  private update(status: Status): void {
    this.intro.update(status);
    this.model = flowModel(status);
    const now = structure(this.model);
    if (now !== this.laidOut) {
      this.laidOut = now;
      this.arrange();
    }
    this.edges.update(this.model);
    const recent = recentRates(this.feed.history);
    for (const node of this.model.nodes) this.cards.get(node.id)?.update(node, recent.get(node.id) ?? []);
  }

  private arrange(): void {
    this.cards.clear();
    for (const node of this.model.nodes) this.cards.set(node.id, new NodeCard(node, (id) => this.select(id)));
    if (this.narrow.matches) {
      this.stage.replaceChildren(stages(this.model, this.cards));
      return;
    }
    const layout = flowLayout(this.model);
    this.layout = layout;
    this.edges.layout(this.model, layout);
    this.canvas.world.replaceChildren(this.edges.element);
    for (const [id, card] of this.cards) {
      const place = layout.places.get(id);
      if (place === undefined) continue;
      card.element.style.left = `${place.x - NODE_WIDTH / 2}px`;
      card.element.style.top = `${place.y - NODE_HEIGHT / 2}px`;
      this.canvas.world.append(card.element);
    }
    this.stage.replaceChildren(this.canvas.element);
    const feedback = this.model.edges.some((edge) => edge.feedback);
    this.canvas.size(layout.width, layout.height + (feedback ? 30 : 0));
    this.light();
  }

  private select(id: string | null): void {
    const next = id === this.selected ? null : id;
    if (next === null && this.drawer === null) return;
    this.selected = next;
    this.drawer?.element.remove();
    this.drawer?.close();
    this.drawer = null;
    if (next !== null) {
      this.drawer = new Drawer(next, this.feed, () => this.select(null));
      this.body.append(this.drawer.element);
      this.reveal(next, this.drawer.element.offsetWidth);
    } else {
      this.canvas.settle();
    }
    this.light();
  }

  /** Brings the selected node and what belongs to it into the part that the drawer leaves. */
  private reveal(id: string, covered: number): void {
    const places = this.layout?.places;
    const centre = places?.get(id);
    if (places === undefined || centre === undefined || this.narrow.matches) return;
    const xs = [...lineage(this.model, id)].map((one) => places.get(one)?.x ?? centre.x);
    this.canvas.reveal(centre.x, Math.min(...xs) - NODE_WIDTH / 2, Math.max(...xs) + NODE_WIDTH / 2, covered);
  }

  private light(): void {
    const reached = this.selected === null ? null : lineage(this.model, this.selected);
    this.edges.light(reached);
    for (const card of this.cards.values()) card.light(reached, this.selected);
  }
}

function recentRates(history: readonly Sample[]): Map<string, number[]> {
  const rates = new Map<string, number[]>();
  for (const sample of history.slice(-SPARK_SAMPLES)) {
    for (const node of flowModel(sample.status).nodes) {
      const values = rates.get(node.id);
      if (values === undefined) rates.set(node.id, [node.rate]);
      else values.push(node.rate);
    }
  }
  return rates;
}
