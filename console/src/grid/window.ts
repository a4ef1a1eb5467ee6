/** Browsers stop at some 17 to 33 million pixels; above this height the scrollbar is scaled. */
const HEIGHT_MAX = 8_000_000;

/**
 * Maps a scrollbar to rows. Up to {@link HEIGHT_MAX} a pixel is a pixel; above it the bar covers the whole table and the
 * wheel moves by rows, so that the last of a billion rows is still reachable and one notch is still a few rows.
 */
export class ScrollWindow {
  private total = 0;
  private top = 0;
  private height = 0;

  constructor(readonly rowHeight: number) {}

  resize(total: number, height: number): void {
    this.total = total;
    this.height = height;
    this.top = Math.max(0, Math.min(this.top, this.lastTop()));
  }

  get scaled(): boolean {
    return this.total * this.rowHeight > HEIGHT_MAX;
  }

  get spacerHeight(): number {
    return Math.min(HEIGHT_MAX, this.total * this.rowHeight);
  }

  get visible(): number {
    return Math.ceil(this.height / this.rowHeight) + 1;
  }

  get first(): number {
    return Math.floor(this.top);
  }

  scrolledTo(scrollTop: number): void {
    this.top = this.scaled
      ? (scrollTop / Math.max(1, this.spacerHeight - this.height)) * this.lastTop()
      : scrollTop / this.rowHeight;
  }

  /** Moves by rows and says where the scrollbar has to stand. */
  moveTo(top: number): number {
    this.top = Math.max(0, Math.min(top, this.lastTop()));
    return this.scaled
      ? (this.top / Math.max(1, this.lastTop())) * (this.spacerHeight - this.height)
      : this.top * this.rowHeight;
  }

  get position(): number {
    return this.top;
  }

  /** The distance of a row from the top of the spacer, given where the scrollbar stands. */
  y(row: number, scrollTop: number): number {
    return this.scaled ? scrollTop + (row - this.top) * this.rowHeight : row * this.rowHeight;
  }

  private lastTop(): number {
    return Math.max(0, this.total - this.height / this.rowHeight);
  }
}
