import { h, stillMotion, text } from '../ui/dom';
import { icon, type IconName } from '../ui/icons';

/** One thing that happened to the row, with the milliseconds since it was sent. */
export interface Moment {
  readonly title: string;
  readonly detail: string | Node;
  readonly ms: number | null;
  readonly icon: IconName;
  readonly testId: string;
}

/** The row's way through the mill, top to bottom. */
export class Timeline {
  readonly element = h('ol', { class: 'timeline', 'data-testid': 'timeline', 'aria-live': 'polite' });

  clear(): void {
    this.element.replaceChildren();
  }

  /** On a narrow screen the timeline is below the form; the reader is taken there. */
  reveal(): void {
    this.element.parentElement?.scrollIntoView({ block: 'nearest', behavior: stillMotion() ? 'auto' : 'smooth' });
  }

  heading(words: string): void {
    this.element.append(h('li', { class: 'timeline-heading' }, words));
  }

  add(moment: Moment): void {
    this.element.append(
      h(
        'li',
        { class: 'moment', 'data-testid': moment.testId },
        h('span', { class: 'moment-icon' }, icon(moment.icon, 14)),
        h('div', { class: 'moment-words' }, h('b', {}, moment.title), h('div', { class: 'moment-detail' }, moment.detail)),
        h('span', { class: 'moment-ms' }, moment.ms === null ? '' : [h('b', {}, moment.ms.toFixed(1)), h('span', { class: 'unit' }, 'ms')]),
      ),
    );
  }
}

/** A number before and after, as "12 → 13". */
export function fromTo(before: string, after: string): HTMLElement {
  const element = h('span', { class: 'from-to' }, h('span', {}, before), ' → ', h('b', {}));
  text(element.lastElementChild ?? element, after);
  return element;
}
