import type { Status } from '../api/types';
import { link } from '../shell/router';
import { figure } from '../tables/figures';
import { h, replace } from '../ui/dom';
import { rate, short, whole } from '../ui/format';
import { actionId, sourceId } from './model';

/** The drawer of what is not a table: a source, an action, the readers. */
export function describeOther(id: string, status: Status, numbers: HTMLElement, content: HTMLElement): void {
  const source = status.sources.find((one) => sourceId(one.name) === id);
  if (source !== undefined) {
    replace(numbers, figure('Rows', short(source.rows)), figure('Rate', rate(source.rows_per_second), 'rows/s'), figure('State', source.state));
    replace(
      content,
      facts([
        ['Kind', source.kind],
        ['Feeds', source.tables.join(', ')],
        ['Position', source.position ?? 'none'],
        ['Detail', source.detail],
      ]),
    );
    return;
  }
  const action = status.actions.find((one) => actionId(one.name) === id);
  if (action !== undefined) {
    replace(
      numbers,
      figure('Delivered', whole(action.delivered)),
      figure('Pending', whole(action.pending)),
      figure('Dead', whole(action.dead)),
    );
    replace(content, facts([['Runs on', action.on]]), h('p', { class: 'pad' }, h('a', { href: link('actions') }, 'Outbox and deliveries')));
    return;
  }
  replace(
    numbers,
    figure('Watching', whole(status.readers.subscriptions)),
    figure('Queries', whole(status.readers.queries_total)),
    figure('Running', whole(status.readers.queries_running)),
    figure('Lookups', whole(status.readers.lookups_total)),
  );
  replace(
    content,
    h('p', { class: 'pad' }, 'Readers see all tables at one common tick: SQL, subscriptions to changes, lookups by key.'),
    h('p', { class: 'pad' }, h('a', { href: link('query') }, 'Ask in SQL')),
  );
}

function facts(pairs: readonly (readonly [string, string | null])[]): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    pairs.filter(([, value]) => value !== null).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value ?? '')]),
  );
}
