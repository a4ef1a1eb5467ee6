import { h } from '../ui/dom';
import { icon, type IconName } from '../ui/icons';
import { keyOf, type LineageNode, type LineageTable, type TableKind } from './model';

const ICONS: Record<TableKind, IconName> = {
  source: 'source',
  event: 'event',
  keyed: 'keyed',
  live: 'live',
  feature_view: 'keyed',
  predictor: 'keyed',
  action: 'actions',
};

const WORDS: Record<TableKind, string> = {
  source: 'source',
  event: 'event table',
  keyed: 'keyed table',
  live: 'live table',
  feature_view: 'feature view',
  predictor: 'predictor',
  action: 'action',
};

export interface CardState {
  readonly opened: boolean;
  readonly dim: boolean;
  readonly lines: readonly LineageNode[];
  readonly chosen: string | null;
  readonly lit: ReadonlySet<string>;
}

/** A table with the columns that are shown of it. */
export function lineageCard(
  table: LineageTable,
  state: CardState,
  open: (id: string) => void,
  choose: (node: LineageNode) => void,
): HTMLElement {
  const head = h(
    'button',
    {
      type: 'button',
      class: 'lineage-head',
      title: table.description === '' ? WORDS[table.kind] : table.description,
      'aria-expanded': String(state.opened),
      'data-testid': `lineage-${table.name}`,
      onclick: () => open(table.id),
    },
    icon(ICONS[table.kind], 14),
    h('span', { class: 'node-name' }, table.name),
    h('span', { class: 'lineage-kind' }, WORDS[table.kind]),
  );
  const types = new Map(table.columns.map((column) => [column.name, column.type]));
  return h(
    'section',
    { class: `lineage-card${state.dim ? ' dim' : ''}${state.opened ? ' opened' : ''}`, 'data-id': table.id },
    head,
    state.lines.length === 0
      ? null
      : h(
          'ul',
          { class: 'lineage-columns' },
          state.lines.map((node) => {
            const key = keyOf(node);
            const lit = state.lit.has(key);
            return h(
              'li',
              {},
              h(
                'button',
                {
                  type: 'button',
                  class: `lineage-column${lit ? ' lit' : ''}${key === state.chosen ? ' chosen' : ''}`,
                  'aria-pressed': String(key === state.chosen),
                  'data-testid': `lineage-${table.name}-${node.column ?? 'rows'}`,
                  onclick: () => choose(node),
                },
                h('span', { class: 'lineage-name' }, node.column ?? 'which rows'),
                h('span', { class: 'lineage-type' }, node.column === undefined ? '' : (types.get(node.column) ?? '')),
              ),
            );
          }),
        ),
  );
}
