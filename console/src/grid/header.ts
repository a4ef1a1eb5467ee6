import type { Column } from '../api/types';
import { h } from '../ui/dom';
import { isNumeric, typeSign } from './cells';
import type { Order } from './source';

/** The sticky line of column names; pressing one sorts: ascending, descending, as it comes. */
export function header(
  columns: readonly Column[],
  order: Order | null,
  sort: ((next: Order | null) => void) | null,
): HTMLElement {
  return h(
    'div',
    { class: 'grid-header', role: 'row', 'aria-rowindex': 1 },
    columns.map((column) => {
      const sorted = order?.column === column.name ? order : null;
      return h(
        'div',
        {
          class: isNumeric(column) ? 'grid-head number' : 'grid-head',
          role: 'columnheader',
          'aria-sort': sorted === null ? 'none' : sorted.descending ? 'descending' : 'ascending',
          title: `${column.name} ${column.type}`,
        },
        h(
          'button',
          {
            type: 'button',
            tabindex: -1,
            disabled: sort === null,
            'data-testid': `sort-${column.name}`,
            onclick: () => sort?.(next(column, sorted)),
          },
          h('span', { class: 'type-sign', 'aria-hidden': 'true' }, typeSign(column)),
          h('span', { class: 'head-name' }, column.name),
          h('span', { class: 'sort-sign', 'aria-hidden': 'true' }, sorted === null ? '' : sorted.descending ? '↓' : '↑'),
        ),
      );
    }),
  );
}

function next(column: Column, sorted: Order | null): Order | null {
  if (sorted === null) return { column: column.name, descending: isNumeric(column) };
  if (sorted.descending === isNumeric(column)) return { column: column.name, descending: !sorted.descending };
  return null;
}
