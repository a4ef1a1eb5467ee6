import { h } from '../ui/dom';
import { icon } from '../ui/icons';

const SCALE_MIN = 0.35;
const SCALE_MAX = 1.6;
const MARGIN = 28;

/** A surface that can be moved by dragging, zoomed, and fitted; keyboard users scroll to what they focus. */
export class Canvas {
  readonly element: HTMLElement;
  readonly world = h('div', { class: 'world' });
  private x = 0;
  private y = 0;
  private scale = 1;
  private width = 1;
  private height = 1;
  private touched = false;
  private readonly resizes = new ResizeObserver(() => {
    if (!this.touched) this.fit();
  });

  constructor() {
    const tool = (name: 'plus' | 'minus' | 'fit', label: string, act: () => void): HTMLElement =>
      h('button', { type: 'button', class: 'ghost', 'aria-label': label, title: label, onclick: act }, icon(name));
    this.element = h(
      'div',
      { class: 'canvas', 'data-testid': 'flow-canvas' },
      this.world,
      h(
        'div',
        { class: 'canvas-tools' },
        tool('plus', 'Zoom in', () => this.zoom(1.2)),
        tool('minus', 'Zoom out', () => this.zoom(1 / 1.2)),
        tool('fit', 'Fit', () => {
          this.touched = false;
          this.fit();
        }),
      ),
    );
    this.world.addEventListener('transitionend', () => this.world.classList.remove('gliding'));
    this.element.addEventListener('pointerdown', (event) => this.drag(event));
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.resizes.observe(this.element);
  }

  size(width: number, height: number): void {
    this.width = width;
    this.height = height;
    this.world.style.width = `${width}px`;
    this.world.style.height = `${height}px`;
    if (!this.touched) this.fit();
  }

  fit(): void {
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth === 0) return;
    const room = Math.min((clientWidth - 2 * MARGIN) / this.width, (clientHeight - 2 * MARGIN) / this.height);
    this.scale = Math.max(SCALE_MIN, Math.min(1.06, room));
    this.x = Math.max(MARGIN, (clientWidth - this.width * this.scale) / 2);
    this.y = Math.max(MARGIN, (clientHeight - this.height * this.scale) / 2);
    this.apply();
  }

  /** Moves sideways so that a span of the world is in the part no drawer covers, or at least its centre is in the middle of it. */
  reveal(centre: number, left: number, right: number, coveredRight: number): void {
    const room = this.element.clientWidth - coveredRight;
    const width = (right - left) * this.scale;
    if (width + 2 * MARGIN > room) this.x = room / 2 - centre * this.scale;
    else this.x = Math.max(MARGIN - left * this.scale, Math.min(this.x, room - MARGIN - right * this.scale));
    this.touched = true;
    this.world.classList.add('gliding');
    this.apply();
  }

  settle(): void {
    this.touched = false;
    this.world.classList.add('gliding');
    this.fit();
  }

  close(): void {
    this.resizes.disconnect();
  }

  private apply(): void {
    this.world.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
  }

  private zoom(by: number, atX = this.element.clientWidth / 2, atY = this.element.clientHeight / 2): void {
    const next = Math.max(SCALE_MIN, Math.min(SCALE_MAX, this.scale * by));
    this.x = atX - ((atX - this.x) * next) / this.scale;
    this.y = atY - ((atY - this.y) * next) / this.scale;
    this.scale = next;
    this.touched = true;
    this.apply();
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const box = this.element.getBoundingClientRect();
      this.zoom(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
      return;
    }
    this.x -= event.shiftKey ? event.deltaY : event.deltaX;
    this.y -= event.shiftKey ? 0 : event.deltaY;
    this.touched = true;
    this.apply();
  }

  private drag(event: PointerEvent): void {
    if ((event.target as Element).closest('button') !== null || event.button !== 0) return;
    const from = { x: event.clientX - this.x, y: event.clientY - this.y };
    const move = (next: PointerEvent): void => {
      this.x = next.clientX - from.x;
      this.y = next.clientY - from.y;
      this.touched = true;
      this.apply();
    };
    const end = (): void => {
      this.element.classList.remove('dragging');
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
    };
    this.element.classList.add('dragging');
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
  }
}
