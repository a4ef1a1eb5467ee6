import { attribute, s } from './dom';

/** A small line of recent values with its area; it has no axes, the number beside it gives the scale. */
export class Sparkline {
  readonly element: SVGSVGElement;
  private readonly line = s('path', { class: 'spark-line' });
  private readonly area = s('path', { class: 'spark-area' });

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.element = s(
      'svg',
      { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      this.area,
      this.line,
    );
  }

  /** The newest value is at the right edge; fewer values than slots leave the left empty. */
  draw(values: readonly number[], slots: number): void {
    const shown = values.slice(-slots);
    if (shown.length < 2) {
      attribute(this.line, 'd', `M0 ${this.height - 1}H${this.width}`);
      attribute(this.area, 'd', '');
      return;
    }
    const top = Math.max(...shown, 1e-9);
    const step = this.width / (slots - 1);
    const left = this.width - (shown.length - 1) * step;
    const points = shown.map((value, i) => {
      const x = (left + i * step).toFixed(1);
      const y = (this.height - 1 - (value / top) * (this.height - 2)).toFixed(1);
      return `${x} ${y}`;
    });
    attribute(this.line, 'd', `M${points.join('L')}`);
    attribute(this.area, 'd', `M${left.toFixed(1)} ${this.height}L${points.join('L')}L${this.width} ${this.height}Z`);
  }
}
