import type { Status } from '../api/types';
import { typeSign } from '../grid/cells';
import { h, replace } from '../ui/dom';
import { questions } from './history';

/** What can be asked about, and what was asked before. */
export class QuerySide {
  readonly element: HTMLElement;
  private readonly tables = h('div', { class: 'side-tables' });
  private readonly past = h('div', { class: 'side-history', 'data-testid': 'query-history' });
  private listed = '';

  constructor(
    private readonly insert: (word: string) => void,
    private readonly load: (sql: string) => void,
  ) {
    this.element = h('aside', { class: 'query-side', 'aria-label': 'Tables and history' }, h('h2', {}, 'Tables'), this.tables, h('h2', {}, 'History'), this.past);
    this.history();
  }

  update(status: Status): void {
    const names = status.tables.map((table) => `${table.name}${table.columns.length}`).join();
    if (names === this.listed) return;
    this.listed = names;
    replace(
      this.tables,
      status.tables.map((table) =>
        h(
          'details',
          {},
          h('summary', { class: 'mono' }, table.name),
          h('div', { class: 'side-columns' }, [
            h('button', { type: 'button', class: 'side-column all', onclick: () => this.insert(table.name) }, 'insert name'),
            ...table.columns.map((column) =>
              h(
                'button',
                { type: 'button', class: 'side-column', title: column.type, onclick: () => this.insert(column.name) },
                h('span', { class: 'type-sign', 'aria-hidden': 'true' }, typeSign(column)),
                column.name,
              ),
            ),
          ]),
        ),
      ),
    );
  }

  history(): void {
    const past = questions();
    replace(
      this.past,
      past.length === 0
        ? h('p', { class: 'faint' }, 'Questions you ask stay here, in this browser.')
        : past.map((sql) => h('button', { type: 'button', class: 'side-question mono', title: sql, onclick: () => this.load(sql) }, sql.replace(/\s+/g, ' '))),
    );
  }
}
