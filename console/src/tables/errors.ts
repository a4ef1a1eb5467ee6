import { query } from '../api/client';
import type { TableStatus } from '../api/types';
import { Grid } from '../grid/grid';
import { FixedRows } from '../grid/source';
import { h, replace } from '../ui/dom';
import { plural, whole } from '../ui/format';
import { asProblem, problemBox } from '../ui/problem';

const ERRORS_MAX = 500;

/** The rows whose expressions failed, as they are now: an error goes away when its row does. */
export class ErrorRows {
  readonly element = h('div', { class: 'change-log error-rows', 'data-testid': 'error-rows' });
  private grid: Grid | null = null;
  private closed = false;

  constructor(private readonly table: TableStatus) {
    void this.ask();
  }

  close(): void {
    this.closed = true;
    this.grid?.close();
  }

  private async ask(): Promise<void> {
    const name = this.table.name.replaceAll("'", "''");
    const sql = `SELECT code, message, expression, "row" FROM tidemill.errors WHERE table_name = '${name}' LIMIT ${ERRORS_MAX}`;
    try {
      const answer = await query(sql);
      if (this.closed) return;
      this.grid = new Grid(new FixedRows(answer.columns, answer.rows, answer.tick), {
        label: `Errors of ${this.table.name}`,
        testId: 'error-grid',
        emptyText: 'No row fails now.',
      });
      const note = `${plural(answer.row_count, 'row')} whose expressions failed, at tick ${whole(answer.tick)}; all others are right.`;
      replace(this.element, h('p', { class: 'pad' }, note), this.grid.element);
    } catch (error) {
      if (!this.closed) replace(this.element, problemBox(asProblem(error)));
    }
  }
}
