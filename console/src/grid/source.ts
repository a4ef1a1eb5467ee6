import { viewport } from '../api/client';
import type { Column, Row } from '../api/types';

export interface Order {
  readonly column: string;
  readonly descending: boolean;
}

export interface Slice {
  readonly offset: number;
  readonly total: number;
  readonly version: number;
  readonly tick: number;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Where a grid's rows come from; null says that nothing changed since `known`. */
export interface RowSource {
  readonly keys: readonly string[];
  slice(offset: number, limit: number, order: Order | null, known: number | undefined): Promise<Slice | null>;
}

/** The rows of a table of the mill, fetched by viewport and version. */
export class TableRows implements RowSource {
  constructor(
    private readonly table: string,
    readonly keys: readonly string[],
  ) {}

  async slice(offset: number, limit: number, order: Order | null, known: number | undefined): Promise<Slice | null> {
    const answer = await viewport(this.table, {
      offset,
      limit,
      order: order === null ? undefined : `${order.column}.${order.descending ? 'desc' : 'asc'}`,
      version: known,
    });
    return answer === null ? null : { ...answer, offset };
  }
}

/** Rows that are already here, such as a query's answer. */
export class FixedRows implements RowSource {
  readonly keys: readonly string[] = [];

  constructor(
    private readonly columns: readonly Column[],
    private readonly rows: readonly Row[],
    private readonly tick = 0,
  ) {}

  slice(offset: number, limit: number, order: Order | null): Promise<Slice> {
    const rows = this.ordered(order).slice(offset, offset + limit);
    return Promise.resolve({ offset, total: this.rows.length, version: 0, tick: this.tick, columns: this.columns, rows });
  }

  private ordered(order: Order | null): readonly Row[] {
    const index = order === null ? -1 : this.columns.findIndex((column) => column.name === order.column);
    if (order === null || index < 0) return this.rows;
    const sign = order.descending ? -1 : 1;
    return [...this.rows].sort((a, b) => sign * compare(a[index] ?? null, b[index] ?? null));
  }
}

function compare(a: Row[number], b: Row[number]): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}
