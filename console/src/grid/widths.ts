import type { Column, Row } from '../api/types';
import { shown } from './cells';

const CHARACTER = 7.7;
const WIDTH_MIN = 72;
const WIDTH_MAX = 320;

/** Column widths by what has been seen so far; they only grow, so that a live table does not jitter. */
export class Widths {
  private widths: number[] = [];

  /** Returns whether any column grew. */
  learn(columns: readonly Column[], rows: readonly Row[]): boolean {
    if (this.widths.length !== columns.length) this.widths = columns.map((column) => width(column.name.length + 5));
    let grew = false;
    columns.forEach((column, i) => {
      for (const row of rows) {
        const needed = width(shown(row[i], column).length);
        if (needed > (this.widths[i] ?? 0)) {
          this.widths[i] = needed;
          grew = true;
        }
      }
    });
    return grew;
  }

  get template(): string {
    return `${this.widths.map((one) => `${one}px`).join(' ')} 1fr`;
  }

  get total(): number {
    return this.widths.reduce((sum, one) => sum + one, 0);
  }
}

function width(characters: number): number {
  return Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, Math.ceil(characters * CHARACTER) + 26));
}
