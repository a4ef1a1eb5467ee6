import type { TableStatus } from '../api/types';
import { typeSign } from '../grid/cells';
import { h } from '../ui/dom';

export function columnList(table: TableStatus): HTMLElement {
  return h(
    'ul',
    { class: 'column-list', 'data-testid': 'column-list' },
    table.columns.map((column) =>
      h(
        'li',
        {},
        h('span', { class: 'type-sign', 'aria-hidden': 'true' }, typeSign(column)),
        h('span', { class: 'mono' }, column.name),
        table.key.includes(column.name) ? h('span', { class: 'tag' }, 'key') : null,
        h('span', { class: 'column-type' }, column.type),
      ),
    ),
  );
}
