import { attribute, h, text } from './dom';

/** What stands in one cell. */
export interface Cell {
  readonly text: string;
  /** A lighter word behind it. */
  readonly unit?: string;
  /** Part of a whole from 0 to 1, drawn as a small bar before the number. */
  readonly share?: number;
  /** A state word, with its dot. */
  readonly state?: string;
  readonly tone?: 'red' | 'amber' | 'green' | 'faint';
  readonly href?: string;
  readonly title?: string;
}

export interface RowsColumn<T> {
  readonly name: string;
  readonly number?: boolean;
  readonly mono?: boolean;
  cell(row: T): Cell;
}

export interface RowsOptions<T> {
  readonly label: string;
  readonly testId: string;
  readonly columns: readonly RowsColumn<T>[];
  key(row: T): string;
  /** A line of its own below a row, such as why it failed; empty for none. */
  note?(row: T): string;
  /** A button at a row's end; null for none. It stays the same element while the row is there, so focus does. */
  act?(row: T): { readonly label: string; readonly title: string; run(): void } | null;
}

interface Line {
  readonly row: HTMLTableRowElement;
  readonly cells: readonly HTMLTableCellElement[];
  readonly note: HTMLTableRowElement;
  readonly noteText: HTMLTableCellElement;
  readonly end: HTMLTableCellElement;
}

/** A table whose rows change in place. It scrolls by itself where the screen is narrow; its first column stays. */
export class Rows<T> {
  readonly element: HTMLElement;
  private readonly body = h('tbody', {});
  private readonly lines = new Map<string, Line>();
  private order = '';

  constructor(private readonly options: RowsOptions<T>) {
    this.element = h(
      'div',
      { class: 'rows-scroll', role: 'region', tabindex: 0, 'aria-label': options.label },
      h(
        'table',
        { class: 'plain rows', 'data-testid': options.testId },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            options.columns.map((column) => h('th', { scope: 'col', class: column.number === true ? 'number' : '' }, column.name)),
            options.act === undefined ? null : h('th', { class: 'act' }, h('span', { class: 'unseen' }, 'what to do')),
          ),
        ),
        this.body,
      ),
    );
  }

  update(rows: readonly T[]): void {
    const keys = rows.map((row) => this.options.key(row));
    const next = keys.join('\n');
    if (next !== this.order) {
      this.order = next;
      for (const key of [...this.lines.keys()]) if (!keys.includes(key)) this.lines.delete(key);
      this.body.replaceChildren(
        ...keys.flatMap((key) => {
          const line = this.lines.get(key) ?? this.line();
          this.lines.set(key, line);
          return [line.row, line.note];
        }),
      );
    }
    rows.forEach((row, i) => this.write(this.lines.get(keys[i] ?? ''), row));
  }

  private line(): Line {
    const cells = this.options.columns.map((column) => h('td', { class: `${column.number === true ? 'number' : ''}${column.mono === true ? ' mono' : ''}` }));
    const end = h('td', { class: 'act' });
    const noteText = h('td', { colspan: this.options.columns.length + (this.options.act === undefined ? 0 : 1) });
    return {
      row: h('tr', {}, cells, this.options.act === undefined ? null : end),
      cells,
      note: h('tr', { class: 'note', hidden: true }, noteText),
      noteText,
      end,
    };
  }

  private write(line: Line | undefined, row: T): void {
    if (line === undefined) return;
    this.options.columns.forEach((column, i) => {
      const element = line.cells[i];
      if (element !== undefined) fill(element, column.cell(row));
    });
    const note = this.options.note?.(row) ?? '';
    line.note.hidden = note === '';
    text(line.noteText, note);
    if (this.options.act !== undefined) this.button(line.end, row);
  }

  private button(end: HTMLTableCellElement, row: T): void {
    const act = this.options.act?.(row) ?? null;
    const there = end.querySelector('button');
    if (act === null) {
      there?.remove();
      return;
    }
    const button = there ?? end.appendChild(h('button', { type: 'button', class: 'chip small' }));
    text(button, act.label);
    attribute(button, 'title', act.title);
    button.onclick = () => act.run();
  }
}

function fill(element: HTMLTableCellElement, cell: Cell): void {
  const shape = `${cell.share === undefined ? '' : 'bar'} ${cell.state ?? ''} ${cell.tone ?? ''} ${cell.href ?? ''} ${cell.unit ?? ''}`;
  if (element.dataset['shape'] !== shape) {
    element.dataset['shape'] = shape;
    element.replaceChildren(
      ...(cell.share === undefined ? [] : [h('span', { class: 'share-bar', 'aria-hidden': 'true' }, h('i', {}))]),
      cell.href === undefined
        ? h('span', { class: `cell-text ${cell.state === undefined ? '' : 'state-word'} ${cell.tone ?? ''}`, ...(cell.state === undefined ? {} : { 'data-state': cell.state }) })
        : h('a', { class: 'cell-text', href: cell.href }),
      ...(cell.unit === undefined ? [] : [h('span', { class: 'unit' }, ` ${cell.unit}`)]),
    );
  }
  const words = element.querySelector('.cell-text');
  if (words !== null) text(words, cell.text);
  const bar = element.querySelector<HTMLElement>('.share-bar i');
  if (bar !== null) bar.style.width = `${(Math.max(0, Math.min(1, cell.share ?? 0)) * 100).toFixed(1)}%`;
  attribute(element, 'title', cell.title ?? null);
}
