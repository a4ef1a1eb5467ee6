import { attribute, h, text } from '../ui/dom';
import { count, plural, rate, short } from '../ui/format';
import { icon, type IconName } from '../ui/icons';
import { Sparkline } from '../ui/spark';
import type { FlowNode, NodeKind } from './model';

const ICONS: Record<NodeKind, IconName> = {
  source: 'source',
  event: 'event',
  keyed: 'keyed',
  live: 'live',
  action: 'actions',
  readers: 'readers',
};

const WORDS: Record<NodeKind, string> = {
  source: 'source',
  event: 'event table',
  keyed: 'keyed table',
  live: 'live table',
  action: 'action',
  readers: 'SQL, subscriptions, lookups',
};

/** 60 seconds of a status each half second. */
const SPARK_SLOTS = 120;

/** A card: name, kind, count, rate and the last minute; what went wrong hangs below it. */
export class NodeCard {
  readonly element: HTMLButtonElement;
  private readonly count = h('b', { class: 'node-count' });
  private readonly noun = h('span', { class: 'unit' });
  private readonly rate = h('b', { class: 'node-rate' });
  private readonly unit = h('span', { class: 'unit' });
  private readonly state = h('span', { class: 'node-state' });
  private readonly badges = h('span', { class: 'node-badges' });
  private readonly spark = new Sparkline(180, 16);
  private badgeText = '';

  constructor(node: FlowNode, select: (id: string) => void) {
    this.element = h(
      'button',
      { type: 'button', class: `node node-${node.kind}`, 'data-testid': `node-${node.name}`, 'data-id': node.id, onclick: () => select(node.id) },
      h('span', { class: 'node-head' }, icon(ICONS[node.kind], 14), h('span', { class: 'node-name' }, node.name), this.state),
      h(
        'span',
        { class: 'node-numbers' },
        h('span', {}, this.count, ' ', this.noun),
        h('span', {}, this.rate, this.unit),
      ),
      this.spark.element,
      this.badges,
    );
    this.element.title = WORDS[node.kind];
  }

  update(node: FlowNode, recent: readonly number[]): void {
    text(this.count, count(node.count));
    text(this.noun, node.noun);
    text(this.rate, rate(node.rate));
    text(this.unit, node.rateUnit);
    text(this.state, node.state ?? '');
    this.state.dataset['state'] = node.state ?? '';
    this.element.classList.toggle('failing', node.failing);
    this.spark.draw(recent, SPARK_SLOTS);
    this.badge(node);
    attribute(
      this.element,
      'aria-label',
      `${node.name}, ${WORDS[node.kind]}, ${count(node.count)} ${node.noun}, ${rate(node.rate)}${node.rateUnit}${this.badgeText}`,
    );
  }

  light(reached: ReadonlySet<string> | null, selected: string | null): void {
    const id = this.element.dataset['id'] ?? '';
    this.element.classList.toggle('dim', reached !== null && !reached.has(id));
    this.element.classList.toggle('lit', reached !== null && reached.has(id));
    this.element.classList.toggle('selected', id === selected);
    attribute(this.element, 'aria-pressed', id === selected ? 'true' : 'false');
  }

  private badge(node: FlowNode): void {
    const words = [
      node.errors > 0 ? (node.kind === 'action' ? `${node.errors} dead` : plural(node.errors, 'error')) : '',
      node.quarantined > 0 ? `${short(node.quarantined)} quarantined` : '',
    ];
    const next = words.filter((word) => word !== '').map((word) => `, ${word}`).join('');
    if (next === this.badgeText) return;
    this.badgeText = next;
    this.badges.replaceChildren();
    if (words[0] !== '') this.badges.append(h('span', { class: 'badge red' }, icon('error', 12), words[0] ?? ''));
    if (words[1] !== '') this.badges.append(h('span', { class: 'badge amber' }, icon('warning', 12), words[1] ?? ''));
  }
}
