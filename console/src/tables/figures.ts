import type { TableStatus } from '../api/types';
import { h } from '../ui/dom';
import { bytes, count, rate, whole } from '../ui/format';

/** One number with its name and unit. */
export function figure(name: string, value: string, unit = '', tone = ''): HTMLElement {
  return h('div', { class: `figure ${tone}` }, h('dt', {}, name), h('dd', {}, h('b', {}, value), unit === '' ? null : h('span', { class: 'unit' }, unit)));
}

export function figures(table: TableStatus): readonly HTMLElement[] {
  const size = bytes(table.state_bytes);
  const list = [
    figure('Rows', count(table.rows)),
    figure(table.kind === 'live' || table.kind === 'preview' ? 'Changes' : 'Rate', rate(table.rows_per_second), '/s'),
    figure('State', size.number, size.unit),
  ];
  if (table.errors > 0) list.push(figure('Errors', whole(table.errors), '', 'red'));
  if (table.quarantined > 0) list.push(figure('Quarantined', whole(table.quarantined), '', 'amber'));
  return list;
}
