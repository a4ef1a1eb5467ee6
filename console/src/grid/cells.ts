import type { Column, Value } from '../api/types';
import { projectTime } from '../ui/format';

const NUMERIC = new Set(['INTEGER', 'BIGINT', 'SMALLINT', 'DOUBLE', 'REAL', 'NUMERIC', 'DECIMAL', 'HUGEINT']);
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function isNumeric(column: Column): boolean {
  return NUMERIC.has(baseType(column));
}

export function baseType(column: Column): string {
  return column.type.toUpperCase().replace(/[ (].*$/, '');
}

/** Identifiers and years are numbers that nobody reads in thousands. */
function isIdentifier(column: Column): boolean {
  return /(^|_)(id|key|year|number|code|version)$/i.test(column.name);
}

/** The sign of a column's type, a glyph as wide as two digits. */
export function typeSign(column: Column): string {
  const type = baseType(column);
  if (type === 'DOUBLE' || type === 'REAL' || type === 'DECIMAL' || type === 'NUMERIC') return '1.2';
  if (NUMERIC.has(type)) return '12';
  if (type === 'BOOLEAN') return '0/1';
  if (type.startsWith('TIME') || type === 'DATE' || type === 'INTERVAL') return 't';
  return 'Aa';
}

/** How a value is shown. Copying gives the value itself, see {@link plain}. */
export function shown(value: Value | undefined, column: Column): string {
  if (value === null || value === undefined) return 'null';
  const type = baseType(column);
  if (typeof value === 'number') {
    if (Number.isInteger(value) && type !== 'DOUBLE') return isIdentifier(column) ? String(value) : grouped.format(value);
    return decimal(value);
  }
  if (type.startsWith('TIMESTAMP') && typeof value === 'string') return projectTime(value);
  return String(value);
}

function decimal(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toExponential(3);
  return value.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: size >= 100 ? 2 : 4 });
}

export function plain(value: Value | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
