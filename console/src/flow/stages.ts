import { h } from '../ui/dom';
import type { NodeCard } from './node';
import type { FlowModel, NodeKind } from './model';

const STAGES: readonly { readonly label: string; readonly kinds: readonly NodeKind[] }[] = [
  { label: 'Sources', kinds: ['source'] },
  { label: 'Tables', kinds: ['event', 'keyed'] },
  { label: 'Live tables', kinds: ['live'] },
  { label: 'Actions and readers', kinds: ['action', 'readers'] },
];

/** The flow on a narrow screen: the same cards, stage under stage. */
export function stages(model: FlowModel, cards: ReadonlyMap<string, NodeCard>): HTMLElement {
  return h(
    'div',
    { class: 'stages', 'data-testid': 'flow-stages' },
    STAGES.map(({ label, kinds }) => {
      const nodes = model.nodes.filter((node) => kinds.includes(node.kind));
      if (nodes.length === 0) return null;
      return h(
        'section',
        { class: 'stage' },
        h('h2', {}, label),
        h('div', { class: 'stage-cards' }, nodes.map((node) => cards.get(node.id)?.element)),
      );
    }),
  );
}
