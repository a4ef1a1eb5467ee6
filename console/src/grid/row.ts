import type { Column, Row } from '../api/types';
import { attribute, h, text } from '../ui/dom';
import { tint } from '../ui/tint';
import { isNumeric, plain, shown } from './cells';

/** One row's elements, used again for other rows as the window moves. */
export class RowView {
  readonly element = h('div', { class: 'grid-row', role: 'row' });
  private readonly cells: HTMLElement[] = [];
  private row: Row | null = null;

  constructor(columns: readonly Column[]) {
    for (const column of columns) {
      const cell = h('div', { class: isNumeric(column) ? 'grid-cell number' : 'grid-cell', role: 'gridcell' });
      this.cells.push(cell);
      this.element.append(cell);
    }
  }

  place(index: number, y: number): void {
    this.element.style.transform = `translateY(${y}px)`;
    attribute(this.element, 'aria-rowindex', String(index + 2));
    attribute(this.element, 'data-row', String(index));
  }

  /** Shows a row; cells that differ from `before` are tinted, and a row that was not there before is tinted whole. */
  show(row: Row | null, columns: readonly Column[], before: Row | null | undefined): void {
    if (row !== this.row) {
      this.row = row;
      columns.forEach((column, i) => this.fill(i, row, column));
    }
    if (row === null || before === undefined) return;
    this.cells.forEach((cell, i) => {
      if (before === null || before[i] !== row[i]) tint(cell);
    });
  }

  activate(column: number | null): void {
    this.cells.forEach((cell, i) => {
      cell.classList.toggle('active', i === column);
      if (i === column) cell.id ||= `cell-${Math.random().toString(36).slice(2)}`;
    });
  }

  cell(column: number): HTMLElement | undefined {
    return this.cells[column];
  }

  private fill(index: number, row: Row | null, column: Column): void {
    const cell = this.cells[index];
    if (cell === undefined) return;
    const value = row === null ? undefined : row[index];
    const missing = row !== null && (value === null || value === undefined);
    cell.classList.toggle('null', missing);
    cell.classList.toggle('loading', row === null);
    text(cell, row === null ? '' : shown(value, column));
    const whole = plain(value);
    if (whole.length > 24) cell.title = whole;
    else cell.removeAttribute('title');
  }
}
