import type { SourceStatus, Status } from '../api/types';
import { h, replace } from '../ui/dom';
import { rate, short } from '../ui/format';

/** Each source with its state, pace and position. */
export class SourcesCard {
  readonly element: HTMLElement;
  private readonly body = h('tbody', {});

  constructor() {
    this.element = h(
      'section',
      { class: 'card' },
      h('h2', {}, 'Sources'),
      h(
        'table',
        { class: 'plain', 'data-testid': 'sources' },
        h('thead', {}, h('tr', {}, ['source', 'state', 'rows', 'rows/s'].map((name, i) => h('th', { scope: 'col', class: i > 1 ? 'number' : '' }, name)))),
        this.body,
      ),
    );
  }

  update(status: Status): void {
    replace(
      this.body,
      status.sources.length === 0 ? h('tr', { class: 'note' }, h('td', { colspan: 4 }, 'None: rows come by requests alone.')) : status.sources.flatMap(lines),
    );
  }
}

function lines(source: SourceStatus): readonly HTMLElement[] {
  const note = [source.position, source.detail].filter((part) => part !== null && part !== '').join(' · ');
  return [
    h(
      'tr',
      {},
      h('td', {}, h('b', { class: 'mono' }, source.name), ' ', h('span', { class: 'unit' }, source.kind)),
      h('td', {}, h('span', { class: 'state-word', 'data-state': source.state }, source.state)),
      h('td', { class: 'number' }, short(source.rows)),
      h('td', { class: 'number' }, rate(source.rows_per_second)),
    ),
    ...(note === '' ? [] : [h('tr', { class: 'note' }, h('td', { colspan: 4 }, note))]),
  ];
}
