import { stillMotion } from './dom';

const STEPS = 6;
const STEP_MS = 100;

let gathered: Set<HTMLElement> | null = null;
const newest = new WeakMap<HTMLElement, object>();

/**
 * Tints an element for 600 ms: the one way in which the console says "this changed". All elements of one moment fade
 * together in a few steps; a hundred smooth animations at once would keep a processor busy that the mill may need.
 */
export function tint(element: HTMLElement): void {
  if (stillMotion()) return;
  if (gathered === null) {
    const batch = new Set<HTMLElement>();
    gathered = batch;
    queueMicrotask(() => {
      gathered = null;
      fade(batch, {}, STEPS);
    });
  }
  gathered.add(element);
}

function fade(batch: Set<HTMLElement>, moment: object, left: number): void {
  const colour = left === 0 ? '' : `color-mix(in srgb, var(--tint) ${Math.round((left / STEPS) * 100)}%, transparent)`;
  for (const element of batch) {
    if (left === STEPS) newest.set(element, moment);
    // A newer change of the same cell began its own fade; this one leaves it alone.
    if (newest.get(element) === moment) element.style.backgroundColor = colour;
  }
  if (left > 0) window.setTimeout(() => fade(batch, moment, left - 1), STEP_MS);
}
