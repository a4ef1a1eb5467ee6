import type { PreviewDifference, Row } from '../api/types';
import { shown } from '../grid/cells';
import { h } from '../ui/dom';
import { plural, whole } from '../ui/format';

const NUMBERS = /^(SMALLINT|INTEGER|BIGINT|REAL|DOUBLE|DOUBLE PRECISION|DECIMAL.*|NUMERIC.*)$/;

/** The rows of a table beside those of its preview, at one tick: how many are in both, and some of the others. */
export function differenceView(difference: PreviewDifference): HTMLElement {
  const { equal, table_only: gone, preview_only: come } = difference;
  const more = gone + come - difference.table_sample.length - difference.preview_sample.length;
  const left = [
    ...difference.table_columns.map((name) => `${difference.table}.${name}`),
    ...difference.preview_columns.map((name) => `${difference.preview}.${name}`),
  ];
  return h(
    'div',
    { class: 'difference', 'data-testid': 'difference' },
    h('p', {}, h('b', {}, whole(equal)), ` ${equal === 1 ? 'row is' : 'rows are'} the same at tick ${whole(difference.tick)}, `, h('b', { class: gone > 0 ? 'red' : '' }, whole(gone)), ' would go, ', h('b', { class: come > 0 ? 'green' : '' }, whole(come)), ' would come.'),
    shares(equal, gone, come),
    left.length === 0 ? null : h('p', { class: 'card-note' }, `Not compared, since only one of the two has it: ${left.join(', ')}`),
    gone + come === 0 ? null : sample(difference),
    more > 0 ? h('p', { class: 'card-note' }, `… and ${plural(more, 'row')} more`) : null,
  );
}

function shares(equal: number, gone: number, come: number): HTMLElement {
  const all = Math.max(1, equal + gone + come);
  const part = (value: number, name: string): HTMLElement => {
    const bar = h('i', { class: name });
    bar.style.width = `${(value / all) * 100}%`;
    return bar;
  };
  return h('div', { class: 'difference-bar', 'aria-hidden': 'true' }, part(equal, 'same'), part(gone, 'gone'), part(come, 'come'));
}

function sample(difference: PreviewDifference): HTMLElement {
  const line = (row: Row, mark: '+' | '−'): HTMLElement =>
    h(
      'tr',
      { class: mark === '+' ? 'come' : 'gone' },
      h('td', { class: 'mono' }, h('span', { class: 'unseen' }, mark === '+' ? 'would come' : 'would go'), h('span', { 'aria-hidden': 'true' }, mark)),
      difference.columns.map((column, i) => h('td', { class: NUMBERS.test(column.type) ? 'number' : '' }, shown(row[i], column))),
    );
  return h(
    'div',
    { class: 'rows-scroll', role: 'region', tabindex: 0, 'aria-label': `Rows that differ between ${difference.table} and ${difference.preview}` },
    h(
      'table',
      { class: 'plain rows difference-rows' },
      h('thead', {}, h('tr', {}, h('th', {}, h('span', { class: 'unseen' }, 'what becomes of it')), difference.columns.map((column) => h('th', { scope: 'col', class: NUMBERS.test(column.type) ? 'number' : '' }, column.name)))),
      h('tbody', {}, difference.table_sample.map((row) => line(row, '−')), difference.preview_sample.map((row) => line(row, '+'))),
    ),
  );
}
