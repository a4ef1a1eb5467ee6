import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { h } from './dom';
import { onThemeChange, token } from './theme';

export interface Series {
  readonly label: string;
  /** The name of a colour token. */
  readonly colour: string;
  readonly format: (value: number) => string;
  readonly fill?: boolean;
  /** Drawn against the right axis. */
  readonly right?: boolean;
  readonly bars?: boolean;
  readonly dashed?: boolean;
  /** A dot at each value: few values are seen, and one alone is. */
  readonly dots?: boolean;
}

export interface ChartOptions {
  readonly label: string;
  readonly height: number;
  readonly series: readonly Series[];
  readonly x: (seconds: number) => string;
  readonly xSplit?: 'time' | 'days';
  /** Marks below at any round step of time, from a second to months. */
  readonly ticks?: 'any';
  /** The height is that of the values, and does not begin at 0. */
  readonly fitted?: boolean;
  /** The least time the width stands for, in seconds. */
  readonly span?: number;
}

/** A time chart on a canvas, in the colours of the theme. The legend above shows the values under the cursor, else the last. */
export class Chart {
  readonly element: HTMLElement;
  private readonly mount = h('div', { class: 'chart-mount' });
  private readonly legend = h('div', { class: 'chart-legend' });
  private readonly values: HTMLElement[] = [];
  private readonly at = h('span', { class: 'unit chart-at' });
  private readonly resizes: ResizeObserver;
  private readonly unwatch: () => void;
  private plot: uPlot | null = null;
  private data: uPlot.AlignedData = [[]];

  constructor(private readonly options: ChartOptions) {
    for (const series of options.series) {
      const swatch = h('i', {});
      swatch.style.background = `var(${series.colour})`;
      const value = h('b', {});
      this.values.push(value);
      this.legend.append(h('span', { class: 'chart-key' }, swatch, series.label, value));
    }
    this.legend.append(this.at);
    this.element = h('div', { class: 'chart', role: 'img', 'aria-label': options.label }, this.legend, this.mount);
    this.resizes = new ResizeObserver(() => this.resize());
    this.resizes.observe(this.mount);
    this.unwatch = onThemeChange(() => this.rebuild());
  }

  /** The first array is x in seconds, ascending. */
  draw(data: uPlot.AlignedData): void {
    this.data = data;
    if (this.plot === null) this.rebuild();
    else this.plot.setData(data);
    this.tell();
  }

  close(): void {
    this.resizes.disconnect();
    this.unwatch();
    this.plot?.destroy();
  }

  private resize(): void {
    const width = this.mount.clientWidth;
    if (width > 0 && this.plot === null) this.rebuild();
    else if (width > 0) this.plot?.setSize({ width, height: this.options.height });
  }

  private rebuild(): void {
    this.plot?.destroy();
    this.plot = null;
    const width = this.mount.clientWidth;
    if (width === 0) return;
    this.plot = new uPlot(this.plotOptions(width), this.data, this.mount);
  }

  private tell(): void {
    const index = this.plot?.cursor.idx ?? this.data[0].length - 1;
    this.options.series.forEach((series, i) => {
      const values = this.data[i + 1];
      const value = this.plot?.cursor.idx == null ? lastKnown(values) : values?.[index];
      const element = this.values[i];
      if (element !== undefined) element.textContent = value === null || value === undefined ? '–' : series.format(value);
    });
    const x = this.data[0][index];
    this.at.textContent = this.plot?.cursor.idx == null || x === undefined ? '' : this.options.x(x);
  }

  private plotOptions(width: number): uPlot.Options {
    const { series } = this.options;
    const ink = token('--muted');
    const line = token('--line');
    const font = '11px ui-sans-serif, system-ui, sans-serif';
    const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false }, border: { show: false } };
    const left = series.find((one) => one.right !== true);
    const right = series.find((one) => one.right === true);
    return {
      width,
      height: this.options.height,
      legend: { show: false },
      padding: [8, right === undefined ? 18 : 0, 0, 0],
      cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: (_, min, max) => [Math.min(min, max - (this.options.span ?? 1)), max] },
        y: { range: (_, min, max) => (this.options.fitted === true ? fitted(min, max) : [0, Math.max(max * 1.08, 1e-6)]) },
        right: { range: (_, __, max) => [0, Math.max(max * 1.08, 1e-6)] },
      },
      axes: [
        { ...axis, grid: { show: false }, size: 26, space: 84, values: (_, splits) => splits.map((x) => this.options.x(x)), ...(this.options.xSplit === 'days' ? { incrs: [3600, 7200, 21600, 43200, 86400, 172800] } : { incrs: this.options.ticks === 'any' ? ANY_STEPS : [15, 30, 60, 120, 300] }) },
        { ...axis, size: 60, space: 34, values: (_, splits) => splits.map((y) => left?.format(y) ?? '') },
        ...(right === undefined
          ? []
          : [{ ...axis, grid: { show: false }, scale: 'right', side: 1 as const, size: 44, space: 34, values: (_: uPlot, splits: number[]) => splits.map((y) => right.format(y)) }]),
      ],
      series: [
        {},
        ...series.map((one) => ({
          scale: one.right === true ? 'right' : 'y',
          stroke: token(one.colour),
          width: one.bars === true ? 0 : 1.6,
          ...(one.dashed === true ? { dash: [5, 4] } : {}),
          points: { show: one.dots === true, size: 5 },
          ...(one.fill === true || one.bars === true ? { fill: withAlpha(token(one.colour), one.bars === true ? 0.35 : 0.12) } : {}),
          ...(one.bars === true && uPlot.paths.bars ? { paths: uPlot.paths.bars({ size: [0.8, 24] }) } : {}),
        })),
      ],
      hooks: { setCursor: [() => this.tell()] },
    };
  }
}

const ANY_STEPS = [1, 5, 15, 60, 300, 900, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];

/** Some room above and below. */
function fitted(min: number | null, max: number | null): [number, number] {
  const low = min ?? 0;
  const high = max ?? 1;
  const room = Math.max((high - low) * 0.15, Math.abs(high) * 0.02, 1e-6);
  return [Math.max(low >= 0 ? 0 : -Infinity, low - room), high + room];
}

function lastKnown(values: ArrayLike<number | null | undefined> | undefined): number | null {
  for (let i = (values?.length ?? 0) - 1; i >= 0; i--) {
    const value = values?.[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

function withAlpha(colour: string, alpha: number): string {
  return `${colour}${Math.round(alpha * 255).toString(16).padStart(2, '0')}`;
}
