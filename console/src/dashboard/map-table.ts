import type { Status, TableStatus } from '../api/types';

/** The live table a map can be drawn of: one with a latitude and a longitude, airport_map before any other. */
export function mapTable(status: Status): TableStatus | null {
  const mappable = status.tables.filter(
    (table) => table.kind === 'live' && has(table, 'latitude') && has(table, 'longitude'),
  );
  return mappable.find((table) => table.name === 'airport_map') ?? mappable[0] ?? null;
}

export function has(table: TableStatus, column: string): boolean {
  return table.columns.some((one) => one.name === column);
}
