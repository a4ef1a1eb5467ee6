import type { Column, Row } from '../api/types';
import { attribute, h, replace } from '../ui/dom';
import { emptyState } from '../ui/empty';
import { asProblem, problemBox } from '../ui/problem';
import { copy } from '../ui/toast';
import { plain } from './cells';
import { header } from './header';
import { RowView } from './row';
import type { Order, RowSource, Slice } from './source';
import { Widths } from './widths';
import { ScrollWindow } from './window';

const ROW_HEIGHT = 28;
const OVERSCAN = 24;

export interface GridOptions {
  readonly label: string;
  readonly testId: string;
  readonly emptyText: string;
  readonly emptyCommand?: string;
  /** False where the order of the rows is the point. */
  readonly sortable?: boolean;
  readonly onSlice?: (slice: Slice) => void;
}

/**
 * A window over a table of any length: draws only the rows in sight, fetches only those, and tints what changed since
 * the last look at the same place. One request is under way at a time; the newest wish replaces older ones.
 */
export class Grid {
  readonly element: HTMLElement;
  private readonly scroller: HTMLElement;
  private readonly body = h('div', { class: 'grid-body', role: 'rowgroup' });
  private readonly notice = h('div', { class: 'grid-notice' });
  private head: HTMLElement = h('div');
  private readonly scroll = new ScrollWindow(ROW_HEIGHT);
  private readonly widths = new Widths();
  private readonly views: RowView[] = [];
  private readonly resizes: ResizeObserver;
  private source: RowSource;
  private slice: Slice | null = null;
  private order: Order | null = null;
  private active: { row: number; column: number } | null = null;
  private fetching = false;
  private wanted: 'none' | 'scroll' | 'refresh' = 'none';
  private closed = false;

  constructor(
    source: RowSource,
    private readonly options: GridOptions,
  ) {
    this.source = source;
    this.scroller = h(
      'div',
      {
        class: 'grid-scroller',
        role: 'grid',
        tabindex: 0,
        'aria-label': options.label,
        'data-testid': options.testId,
        onscroll: () => this.scrolled(),
        onwheel: (event: WheelEvent) => this.wheel(event),
        onkeydown: (event: KeyboardEvent) => this.key(event),
        onclick: (event: MouseEvent) => this.click(event),
      },
      this.head,
      this.body,
    );
    this.element = h('div', { class: 'grid' }, this.scroller, this.notice);
    this.resizes = new ResizeObserver(() => {
      this.measure();
      this.draw(null);
      this.want('scroll');
    });
    this.resizes.observe(this.scroller);
    this.want('refresh');
  }

  /** Looks again; called when the table's version moved. */
  refresh(): void {
    this.want('refresh');
  }

  close(): void {
    this.closed = true;
    this.resizes.disconnect();
  }

  private want(wish: 'scroll' | 'refresh'): void {
    if (this.wanted !== 'refresh') this.wanted = wish;
    if (!this.fetching) void this.fetchWanted();
  }

  private async fetchWanted(): Promise<void> {
    this.fetching = true;
    try {
      while (this.wanted !== 'none' && !this.closed) {
        const wish = this.wanted;
        this.wanted = 'none';
        await this.fetchOnce(wish);
      }
    } finally {
      this.fetching = false;
    }
  }

  private async fetchOnce(wish: 'scroll' | 'refresh'): Promise<void> {
    const offset = Math.max(0, this.scroll.first - OVERSCAN);
    const limit = Math.max(this.scroll.visible, 20) + 2 * OVERSCAN;
    const held = this.slice;
    if (wish === 'scroll' && held !== null && this.covers(held)) return;
    const same = held !== null && held.offset === offset && held.rows.length > 0;
    const order = this.order;
    try {
      const answer = await this.source.slice(offset, limit, order, same && wish === 'refresh' ? held.version : undefined);
      if (this.closed || order !== this.order) return;
      replace(this.notice);
      if (answer !== null) this.accept(answer, wish === 'refresh' ? held : null);
    } catch (error) {
      if (!this.closed) replace(this.notice, problemBox(asProblem(error)));
    }
  }

  private covers(slice: Slice): boolean {
    const last = Math.min(slice.total, this.scroll.first + this.scroll.visible);
    return this.scroll.first >= slice.offset && last <= slice.offset + slice.rows.length;
  }

  private accept(slice: Slice, before: Slice | null): void {
    const columnsChanged = !sameColumns(this.slice?.columns, slice.columns);
    this.slice = slice;
    const grew = this.widths.learn(slice.columns, slice.rows);
    if (columnsChanged) {
      for (const view of this.views.splice(0)) view.element.remove();
      this.drawHeader();
    }
    if (grew || columnsChanged) {
      this.scroller.style.setProperty('--columns', this.widths.template);
      this.scroller.style.setProperty('--width', `${this.widths.total}px`);
    }
    attribute(this.scroller, 'aria-rowcount', String(slice.total + 1));
    attribute(this.scroller, 'aria-colcount', String(slice.columns.length));
    this.measure();
    this.draw(before === null || columnsChanged ? null : this.remember(before));
    if (slice.total === 0) replace(this.notice, emptyState(this.options.emptyText, this.options.emptyCommand));
    this.options.onSlice?.(slice);
  }

  /** What was on screen, by key where the table has one, else by place. */
  private remember(before: Slice): (row: Row, index: number) => Row | null | undefined {
    const keys = this.source.keys
      .map((key) => before.columns.findIndex((column) => column.name === key))
      .filter((index) => index >= 0);
    if (keys.length === 0) return (_, index) => before.rows[index - before.offset] ?? undefined;
    const byKey = new Map(before.rows.map((row) => [keyOf(row, keys), row]));
    const full = before.rows.length > 0;
    return (row) => byKey.get(keyOf(row, keys)) ?? (full ? null : undefined);
  }

  private drawHeader(): void {
    const columns = this.slice?.columns ?? [];
    const sort = this.options.sortable === false ? null : (next: Order | null) => this.sort(next);
    const next = header(columns, this.order, sort);
    this.head.replaceWith(next);
    this.head = next;
  }

  private sort(next: Order | null): void {
    this.order = next;
    this.drawHeader();
    this.scroller.scrollTop = this.scroll.moveTo(0);
    this.slice = this.slice === null ? null : { ...this.slice, rows: [], version: -1 };
    this.want('refresh');
  }

  private measure(): void {
    const height = Math.max(0, this.scroller.clientHeight - this.head.offsetHeight);
    this.scroll.resize(this.slice?.total ?? 0, height);
    this.body.style.height = `${this.scroll.spacerHeight}px`;
  }

  private draw(before: ((row: Row, index: number) => Row | null | undefined) | null): void {
    const slice = this.slice;
    if (slice === null) return;
    const first = this.scroll.first;
    const count = Math.max(0, Math.min(this.scroll.visible, slice.total - first));
    while (this.views.length < count) {
      const view = new RowView(slice.columns);
      this.views.push(view);
      this.body.append(view.element);
    }
    while (this.views.length > count) this.views.pop()?.element.remove();
    for (let index = first; index < first + count; index++) {
      const view = this.views[index % count];
      if (view === undefined) continue;
      const row = slice.rows[index - slice.offset] ?? null;
      view.place(index, this.scroll.y(index, this.scroller.scrollTop));
      view.show(row, slice.columns, row === null || before === null ? undefined : before(row, index));
      view.activate(this.active?.row === index ? this.active.column : null);
      if (this.active?.row === index) {
        attribute(this.scroller, 'aria-activedescendant', view.cell(this.active.column)?.id ?? null);
      }
    }
  }

  private scrolled(): void {
    if (!this.scroll.scaled) this.scroll.scrolledTo(this.scroller.scrollTop);
    else if (Math.abs(this.scroller.scrollTop - this.scroll.moveTo(this.scroll.position)) > 2) {
      this.scroll.scrolledTo(this.scroller.scrollTop);
    }
    this.draw(null);
    this.want('scroll');
  }

  private wheel(event: WheelEvent): void {
    if (!this.scroll.scaled || event.deltaY === 0 || event.ctrlKey) return;
    event.preventDefault();
    this.scroller.scrollTop = this.scroll.moveTo(this.scroll.position + event.deltaY / ROW_HEIGHT);
    this.draw(null);
    this.want('scroll');
  }

  private click(event: MouseEvent): void {
    const cell = (event.target as Element).closest('.grid-cell');
    const row = cell?.parentElement?.getAttribute('data-row');
    if (cell === null || cell === undefined || row === null || row === undefined) return;
    const column = [...(cell.parentElement?.children ?? [])].indexOf(cell);
    this.activate(Number(row), column);
    if (window.getSelection()?.isCollapsed !== false) this.copyActive();
  }

  private key(event: KeyboardEvent): void {
    const total = this.slice?.total ?? 0;
    const columns = this.slice?.columns.length ?? 0;
    if (total === 0) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'c') {
      if (window.getSelection()?.isCollapsed !== false) this.copyActive();
      return;
    }
    const at = this.active ?? { row: this.scroll.first, column: 0 };
    const moved = move(event, at, this.scroll.visible - 2, total, columns);
    if (moved === null) return;
    event.preventDefault();
    this.activate(moved.row, moved.column);
  }

  private activate(row: number, column: number): void {
    this.active = { row, column };
    const fits = Math.max(1, this.scroll.visible - 2);
    if (row < this.scroll.first) this.scroller.scrollTop = this.scroll.moveTo(row);
    else if (row >= this.scroll.first + fits) this.scroller.scrollTop = this.scroll.moveTo(row - fits + 1);
    this.draw(null);
    const cell = this.views.find((view) => view.element.dataset['row'] === String(row))?.cell(column);
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.want('scroll');
  }

  private copyActive(): void {
    if (this.active === null || this.slice === null) return;
    const row = this.slice.rows[this.active.row - this.slice.offset];
    if (row !== undefined) void copy(plain(row[this.active.column]));
  }
}

function move(
  event: KeyboardEvent,
  at: { row: number; column: number },
  page: number,
  total: number,
  columns: number,
): { row: number; column: number } | null {
  const row = (to: number): { row: number; column: number } => ({ row: Math.max(0, Math.min(total - 1, to)), column: at.column });
  const column = (to: number): { row: number; column: number } => ({ row: at.row, column: Math.max(0, Math.min(columns - 1, to)) });
  switch (event.key) {
    case 'ArrowDown':
      return row(at.row + 1);
    case 'ArrowUp':
      return row(at.row - 1);
    case 'PageDown':
      return row(at.row + page);
    case 'PageUp':
      return row(at.row - page);
    case 'ArrowRight':
      return column(at.column + 1);
    case 'ArrowLeft':
      return column(at.column - 1);
    case 'Home':
      return event.ctrlKey ? row(0) : column(0);
    case 'End':
      return event.ctrlKey ? row(total - 1) : column(columns - 1);
    default:
      return null;
  }
}

function keyOf(row: Row, keys: readonly number[]): string {
  return JSON.stringify(keys.map((index) => row[index]));
}

function sameColumns(a: readonly Column[] | undefined, b: readonly Column[]): boolean {
  return a !== undefined && a.length === b.length && a.every((column, i) => column.name === b[i]?.name);
}
