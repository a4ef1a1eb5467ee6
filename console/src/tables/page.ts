import type { Status, TableStatus } from '../api/types';
import { Grid } from '../grid/grid';
import { TableRows } from '../grid/source';
import type { Context, Page } from '../shell/page';
import { h, replace, text } from '../ui/dom';
import { whole } from '../ui/format';
import { icon } from '../ui/icons';
import { highlighted } from '../query/highlight';
import { ChangeLog } from './changes';
import { columnList } from './columns';
import { ErrorRows } from './errors';
import { figures } from './figures';
import { TableList } from './list';

type Tab = 'rows' | 'changes' | 'errors' | 'columns' | 'sql';

export function tablesPage(context: Context, argument: string | null): Page {
  const view = new TablesView(context, argument);
  return { element: view.element, close: () => view.close() };
}

/** The list of tables, and one table with its live rows. */
class TablesView {
  readonly element: HTMLElement;
  private readonly list: TableList;
  private readonly detail = h('section', { class: 'table-detail' });
  private readonly numbers = h('dl', { class: 'figures inline' });
  private readonly versionText = h('span', { class: 'kind', 'data-testid': 'table-version' });
  private readonly content = h('div', { class: 'table-content' });
  private readonly stop: () => void;
  private chosen: string | null;
  private shown: string | null = null;
  private tab: Tab = 'rows';
  private grid: Grid | null = null;
  private changes: ChangeLog | null = null;
  private errors: ErrorRows | null = null;
  private version = -1;

  constructor(
    private readonly context: Context,
    argument: string | null,
  ) {
    this.chosen = argument;
    this.list = new TableList();
    this.element = h(
      'div',
      { class: argument === null ? 'page tables-page listing' : 'page tables-page', 'data-testid': 'page-tables' },
      this.list.element,
      this.detail,
    );
    this.stop = context.feed.watch((status) => this.update(status));
  }

  close(): void {
    this.stop();
    this.closeContent();
  }

  private closeContent(): void {
    this.grid?.close();
    this.grid = null;
    this.changes?.close();
    this.changes = null;
    this.errors?.close();
    this.errors = null;
  }

  private update(status: Status): void {
    this.chosen ??= status.tables.find((table) => table.kind === 'live')?.name ?? status.tables[0]?.name ?? null;
    this.list.update(status, this.chosen);
    const table = status.tables.find((one) => one.name === this.chosen);
    if (table === undefined) {
      replace(this.detail, h('p', { class: 'waiting' }, `There is no table named ${this.chosen ?? '…'} in this project.`));
      this.shown = null;
      return;
    }
    const identity = `${table.name} ${table.errors > 0} ${table.sql ?? ''}`;
    if (this.shown !== identity) {
      this.shown = identity;
      this.build(table);
    }
    replace(this.numbers, figures(table));
    text(this.versionText, `${table.kind} table · version ${whole(table.version)}`);
    if (table.version !== this.version) {
      this.version = table.version;
      this.grid?.refresh();
    }
  }

  private build(table: TableStatus): void {
    replace(
      this.detail,
      h(
        'header',
        { class: 'table-head' },
        h('a', { class: 'back', href: '#/tables', 'aria-label': 'All tables' }, '‹'),
        h('div', { class: 'table-title' }, h('h1', { class: 'mono', 'data-testid': 'table-name' }, table.name), this.versionText),
        this.numbers,
        h(
          'button',
          {
            type: 'button',
            class: 'chip',
            'data-testid': 'query-table',
            onclick: () => {
              sessionStorage.setItem('tidemill.query.next', `SELECT *\nFROM ${table.name}\nLIMIT 100`);
              this.context.navigate('query');
            },
          },
          icon('query', 14),
          'Query',
        ),
      ),
      table.description ? h('p', { class: 'table-description' }, table.description) : null,
      this.tabBar(table),
      this.content,
    );
    this.show(table, (this.tab === 'sql' && !table.sql) || (this.tab === 'errors' && table.errors === 0) ? 'rows' : this.tab);
  }

  private tabBar(table: TableStatus): HTMLElement {
    const names: Tab[] = [
      'rows',
      'changes',
      ...(table.errors > 0 ? ['errors' as const] : []),
      'columns',
      ...(table.sql ? ['sql' as const] : []),
    ];
    const labels: Record<Tab, string> = { rows: 'Live rows', changes: 'Changes', errors: 'Errors', columns: `Columns ${table.columns.length}`, sql: 'SQL' };
    return h(
      'div',
      { class: 'tabs', role: 'tablist' },
      names.map((name) =>
        h('button', { type: 'button', role: 'tab', 'data-tab': name, 'data-testid': `tab-${name}`, onclick: () => this.show(table, name) }, labels[name]),
      ),
    );
  }

  private show(table: TableStatus, tab: Tab): void {
    this.tab = tab;
    for (const button of this.detail.querySelectorAll<HTMLElement>('[data-tab]')) {
      button.setAttribute('aria-selected', String(button.dataset['tab'] === tab));
    }
    this.closeContent();
    switch (tab) {
      case 'rows':
        this.grid = new Grid(new TableRows(table.name, table.key), {
          label: `Rows of ${table.name}`,
          testId: 'table-grid',
          emptyText: emptyText(table),
          ...(table.kind === 'live' || table.kind === 'preview' ? {} : { emptyCommand: postCommand(table) }),
        });
        replace(this.content, this.grid.element);
        return;
      case 'changes':
        this.changes = new ChangeLog(table);
        replace(this.content, this.changes.element);
        return;
      case 'errors':
        this.errors = new ErrorRows(table);
        replace(this.content, this.errors.element);
        return;
      case 'columns':
        replace(this.content, columnList(table));
        return;
      case 'sql':
        replace(this.content, h('pre', { class: 'sql-view', 'data-testid': 'table-sql' }, highlighted(table.sql ?? '')));
        return;
    }
  }
}

function emptyText(table: TableStatus): string {
  switch (table.kind) {
    case 'live':
    case 'preview':
      return `No rows satisfy the query now. They appear when ${table.inputs.join(' or ') || 'its inputs'} bring some.`;
    case 'event':
    case 'keyed':
      return 'No rows yet. Post some:';
    case 'system':
      return 'Nothing here, which is good.';
  }
}

function postCommand(table: TableStatus): string {
  const sample = Object.fromEntries(table.columns.map((column) => [column.name, '…']));
  return `curl -H 'Content-Type: application/x-ndjson' -d '${JSON.stringify(sample)}' ${window.location.origin}/v1/tables/${table.name}/rows`;
}
