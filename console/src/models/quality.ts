import { Chart } from '../ui/chart';
import { h, replace, text } from '../ui/dom';
import { percent, projectTime, span } from '../ui/format';
import { byTime, leading, measure, windowSpan, type Leading } from './model';
import type { Monitor } from './types';

const HEIGHT = 190;

/** A window's start: its time, and its day too where a window is of hours. */
function time(seconds: number): string {
  return projectTime(new Date(seconds * 1000).toISOString()).slice(5, 16);
}

/** How good predictions were, by the time in which their rows were due, beside saying the last label again. */
export class QualityCharts {
  readonly element = h('div', { class: 'model-charts' });
  private readonly label = h('span', { class: 'unit', 'data-testid': 'window-span' });
  private quality: Chart | null = null;
  private coverage: Chart | null = null;
  private shown: Leading | null = null;

  update(monitor: Monitor): void {
    const by = leading(monitor.predictor);
    if (this.shown !== by) this.build(by);
    text(this.label, `by windows of ${windowSpan(monitor.evaluation.window_seconds)}, as rows were due (UTC)`);
    const windows = byTime(monitor.windows);
    const x = windows.map((one) => Date.parse(one.window_start) / 1000);
    this.quality?.draw([x, windows.map(by.value), windows.map(by.baseline)]);
    this.coverage?.draw([x, windows.map((one) => one.coverage), windows.map((one) => (one.label_lag_seconds === null ? null : one.label_lag_seconds * 1000))]);
  }

  close(): void {
    this.quality?.close();
    this.coverage?.close();
  }

  private build(by: Leading): void {
    this.close();
    this.shown = by;
    this.quality = new Chart({
      label: `${by.label} over windows, beside its baseline`,
      height: HEIGHT,
      x: time,
      ticks: 'any',
      fitted: true,
      series: [
        { label: by.label.toLowerCase(), colour: '--series-1', format: measure, dots: true },
        { label: 'last label again', colour: '--series-2', format: measure, dashed: true, dots: true },
      ],
    });
    this.coverage = new Chart({
      label: 'Labels over windows: coverage and lag',
      height: HEIGHT,
      x: time,
      ticks: 'any',
      series: [
        { label: 'coverage', colour: '--series-3', format: (value) => percent(value), fill: true, dots: true },
        { label: 'label lag', colour: '--series-4', format: span, right: true, dots: true },
      ],
    });
    replace(
      this.element,
      h('section', { class: 'card', 'data-testid': 'quality-chart' }, h('div', { class: 'card-head' }, h('h2', {}, by.label), this.label), this.quality.element),
      h('section', { class: 'card', 'data-testid': 'coverage-chart' }, h('div', { class: 'card-head' }, h('h2', {}, 'Labels')), this.coverage.element),
    );
  }
}
