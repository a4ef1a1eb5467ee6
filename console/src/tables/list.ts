import type { Status, TableKind, TableStatus } from '../api/types';
import { link } from '../shell/router';
import { h, text } from '../ui/dom';
import { count, rate } from '../ui/format';
import { icon, type IconName } from '../ui/icons';

const GROUPS: readonly { readonly kind: TableKind; readonly label: string; readonly icon: IconName }[] = [
  { kind: 'live', label: 'Live tables', icon: 'live' },
  { kind: 'preview', label: 'Previews', icon: 'live' },
  { kind: 'event', label: 'Event tables', icon: 'event' },
  { kind: 'keyed', label: 'Keyed tables', icon: 'keyed' },
  { kind: 'system', label: 'System', icon: 'system' },
];

interface Line {
  readonly anchor: HTMLAnchorElement;
  readonly rows: HTMLElement;
  readonly rate: HTMLElement;
}

/** All tables by kind, with how many rows they hold and whether they move. */
export class TableList {
  readonly element = h('nav', { class: 'table-list', 'aria-label': 'Tables', 'data-testid': 'table-list' });
  private readonly lines = new Map<string, Line>();
  private listed = '';

  update(status: Status, chosen: string | null): void {
    const names = status.tables.map((table) => `${table.kind}:${table.name}`).join();
    if (names !== this.listed) {
      this.listed = names;
      this.build(status.tables);
    }
    for (const table of status.tables) this.refresh(table, table.name === chosen);
  }

  private build(tables: readonly TableStatus[]): void {
    this.lines.clear();
    this.element.replaceChildren();
    for (const group of GROUPS) {
      const members = tables.filter((table) => table.kind === group.kind);
      if (members.length === 0) continue;
      this.element.append(h('h2', {}, group.label));
      for (const table of members) {
        const line = this.line(table, group.icon);
        this.lines.set(table.name, line);
        this.element.append(line.anchor);
      }
    }
  }

  private line(table: TableStatus, name: IconName): Line {
    const rows = h('span', { class: 'list-rows' });
    const speed = h('span', { class: 'list-rate' });
    const anchor = h(
      'a',
      { href: link('tables', table.name), class: 'list-line', 'data-testid': `table-${table.name}` },
      icon(name, 14),
      h('span', { class: 'list-name' }, table.name),
      speed,
      rows,
    );
    return { anchor, rows, rate: speed };
  }

  private refresh(table: TableStatus, chosen: boolean): void {
    const line = this.lines.get(table.name);
    if (line === undefined) return;
    text(line.rows, count(table.rows));
    text(line.rate, table.rows_per_second > 0 ? `${rate(table.rows_per_second)}/s` : '');
    if (chosen) line.anchor.setAttribute('aria-current', 'true');
    else line.anchor.removeAttribute('aria-current');
  }
}
