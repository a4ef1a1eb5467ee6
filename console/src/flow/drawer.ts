import type { StatusFeed } from '../api/feed';
import type { Status, TableStatus } from '../api/types';
import { Grid } from '../grid/grid';
import { TableRows } from '../grid/source';
import { link } from '../shell/router';
import { h, replace } from '../ui/dom';
import { whole } from '../ui/format';
import { icon } from '../ui/icons';
import { highlighted } from '../query/highlight';
import { columnList } from '../tables/columns';
import { figures } from '../tables/figures';
import { describeOther } from './others';
import { tableId } from './model';

type Tab = 'rows' | 'columns' | 'sql';

/** What there is to know about the selected node; its rows stay live. */
export class Drawer {
  readonly element: HTMLElement;
  private readonly numbers = h('dl', { class: 'figures' });
  private readonly content = h('div', { class: 'drawer-content', role: 'tabpanel' });
  private readonly tabs = new Map<Tab, HTMLButtonElement>();
  private readonly table: TableStatus | undefined;
  private grid: Grid | null = null;
  private version = -1;
  private readonly stop: () => void;

  constructor(
    private readonly id: string,
    feed: StatusFeed,
    close: () => void,
  ) {
    this.table = feed.latest?.tables.find((table) => tableId(table.name) === id);
    const name = id.replace(/^\w+:/, '');
    this.element = h(
      'aside',
      { class: 'drawer', 'aria-label': `Details of ${name}`, 'data-testid': 'drawer' },
      h(
        'div',
        { class: 'drawer-head' },
        h('h2', { class: 'mono' }, name),
        h('span', { class: 'kind' }, kindOf(this.table, id)),
        this.table === undefined
          ? null
          : h('a', { class: 'chip', href: link('tables', name), 'data-testid': 'drawer-open' }, icon('tables', 14), 'Open'),
        h('button', { type: 'button', class: 'ghost', 'aria-label': 'Close', 'data-testid': 'drawer-close', onclick: close }, icon('close')),
      ),
      this.table?.description ? h('p', { class: 'drawer-description' }, this.table.description) : null,
      this.numbers,
      this.table === undefined ? null : this.tabBar(this.table),
      this.content,
    );
    if (this.table !== undefined) this.show('rows');
    this.stop = feed.watch((status) => this.update(status));
  }

  close(): void {
    this.stop();
    this.grid?.close();
  }

  private tabBar(table: TableStatus): HTMLElement {
    const names: Tab[] = table.sql ? ['rows', 'columns', 'sql'] : ['rows', 'columns'];
    const labels: Record<Tab, string> = { rows: 'Live rows', columns: `Columns ${table.columns.length}`, sql: 'SQL' };
    for (const name of names) {
      this.tabs.set(
        name,
        h('button', { type: 'button', role: 'tab', 'data-testid': `drawer-tab-${name}`, onclick: () => this.show(name) }, labels[name]),
      );
    }
    return h('div', { class: 'tabs', role: 'tablist' }, [...this.tabs.values()]);
  }

  private show(tab: Tab): void {
    const table = this.table;
    if (table === undefined) return;
    for (const [name, button] of this.tabs) button.setAttribute('aria-selected', String(name === tab));
    this.grid?.close();
    this.grid = null;
    switch (tab) {
      case 'rows':
        this.grid = new Grid(new TableRows(table.name, table.key), {
          label: `Rows of ${table.name}`,
          testId: 'drawer-grid',
          emptyText: 'No rows now.',
        });
        replace(this.content, this.grid.element);
        return;
      case 'columns':
        replace(this.content, columnList(table));
        return;
      case 'sql':
        replace(this.content, h('pre', { class: 'sql-view', 'data-testid': 'drawer-sql' }, highlighted(table.sql ?? '')));
        return;
    }
  }

  private update(status: Status): void {
    const table = status.tables.find((one) => tableId(one.name) === this.id);
    if (table === undefined) {
      describeOther(this.id, status, this.numbers, this.content);
      return;
    }
    replace(this.numbers, figures(table));
    if (table.version !== this.version) {
      this.version = table.version;
      this.grid?.refresh();
    }
  }
}

function kindOf(table: TableStatus | undefined, id: string): string {
  if (table !== undefined) return `${table.kind} table · version ${whole(table.version)}`;
  return id.startsWith('source:') ? 'source' : id.startsWith('action:') ? 'action' : '';
}
