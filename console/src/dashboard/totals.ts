import type { Column, Viewport } from '../api/types';
import { isNumeric } from '../grid/cells';
import { h, text } from '../ui/dom';
import { percent, short, title } from '../ui/format';
import { Sparkline } from '../ui/spark';

const TILES_MAX = 6;
const RING = 120;

interface Tile {
  readonly element: HTMLElement;
  readonly value: HTMLElement;
  readonly spark: Sparkline;
  readonly ring: number[];
  last: number;
}

/** The network's totals as tiles. Each keeps a ring of what this tab saw: the change per look for counts, the value for rates. */
export class TotalTiles {
  readonly element = h('div', { class: 'tiles', 'data-testid': 'network-totals' });
  private readonly tiles = new Map<string, Tile>();

  update(view: Viewport): void {
    const row = view.rows[0];
    if (row === undefined) return;
    const columns = view.columns.map((column, i) => ({ column, value: row[i] })).filter(({ column }) => isNumeric(column));
    for (const { column, value } of columns.slice(0, TILES_MAX)) this.show(column, value === null || value === undefined ? null : Number(value));
  }

  private show(column: Column, value: number | null): void {
    const tile = this.tiles.get(column.name) ?? this.add(column);
    if (value === null) return;
    const isRate = /rate|avg|average|mean|not_arrived|in_air|share/.test(column.name);
    if (!Number.isNaN(tile.last)) tile.ring.push(isRate ? value : Math.max(0, value - tile.last));
    else if (isRate) tile.ring.push(value);
    if (tile.ring.length > RING) tile.ring.shift();
    tile.last = value;
    text(tile.value, written(column, value));
    tile.spark.draw(tile.ring, RING);
  }

  private add(column: Column): Tile {
    const value = h('b', {}, '–');
    const spark = new Sparkline(150, 22);
    const element = h('div', { class: 'tile sparked' }, h('span', { class: 'tile-name' }, title(column.name)), value, spark.element);
    const tile: Tile = { element, value, spark, ring: [], last: Number.NaN };
    this.tiles.set(column.name, tile);
    this.element.append(element);
    return tile;
  }
}

function written(column: Column, value: number): string {
  if (/rate|share/.test(column.name)) return percent(value, 1);
  if (/delay/.test(column.name)) return `${value.toFixed(1)} min`;
  if (/avg|average|mean/.test(column.name)) return value.toFixed(1);
  return short(value);
}
