import { h, replace, s } from '../ui/dom';
import { percent, whole } from '../ui/format';
import { measure } from './model';
import type { CalibrationRow } from './types';

const SIZE = 240;
const LEFT = 34;
const TOP = 8;
const BOTTOM = 26;
const MARKS = [0, 0.25, 0.5, 0.75, 1] as const;

function x(score: number): number {
  return LEFT + score * (SIZE - LEFT - 8);
}

function y(rate: number): number {
  return TOP + (1 - rate) * (SIZE - TOP - BOTTOM);
}

/** A dot for each tenth of the scores, as large as its rows are many: on the diagonal, scores are what comes of them. */
export class CalibrationPlot {
  readonly element: HTMLElement;
  private readonly dots = s('g', {});
  private readonly line = s('path', { class: 'calibration-line' });
  private readonly note = h('p', { class: 'card-note' });

  constructor() {
    this.element = h(
      'section',
      { class: 'card', 'data-testid': 'calibration-plot' },
      h('h2', {}, 'Calibration'),
      s(
        'svg',
        { class: 'calibration', viewBox: `0 0 ${SIZE} ${SIZE}`, role: 'img', 'aria-label': 'What came of rows of like scores' },
        MARKS.map((mark) => [
          s('path', { class: 'calibration-grid', d: `M${x(mark)} ${y(0)}V${y(1)}M${x(0)} ${y(mark)}H${x(1)}` }),
          s('text', { x: x(mark), y: SIZE - 10, 'text-anchor': 'middle' }, mark.toString()),
          s('text', { x: LEFT - 6, y: y(mark) + 3.5, 'text-anchor': 'end' }, mark.toString()),
        ]),
        s('path', { class: 'calibration-ideal', d: `M${x(0)} ${y(0)}L${x(1)} ${y(1)}` }),
        this.line,
        this.dots,
      ),
      this.note,
    );
  }

  update(rows: readonly CalibrationRow[], error: number | undefined): void {
    const known = rows.filter((row) => row.measured > 0).sort((a, b) => a.bin - b.bin);
    const most = Math.max(1, ...known.map((row) => row.measured));
    this.line.setAttribute('d', known.length < 2 ? '' : `M${known.map((row) => `${x(row.mean_score ?? 0).toFixed(1)} ${y(row.observed_rate ?? 0).toFixed(1)}`).join('L')}`);
    replace(
      this.dots,
      known.map((row) =>
        s(
          'circle',
          { class: 'calibration-dot', cx: x(row.mean_score ?? 0), cy: y(row.observed_rate ?? 0), r: 2.5 + 5.5 * Math.sqrt(row.measured / most) },
          s('title', {}, `Scored ${measure(row.mean_score)} in the mean, and ${measure(row.observed_rate)} came true, of ${whole(row.measured)}`),
        ),
      ),
    );
    this.note.textContent =
      known.length === 0 ? 'No label has come yet.' : `Across: the score; up: how often it came true.${error === undefined ? '' : ` Off by ${percent(error, 1)} in the mean.`}`;
  }
}
