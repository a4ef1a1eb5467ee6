import { h, replace, text } from '../ui/dom';
import { matches, type Airport } from './airports';

const OFFERED_MAX = 8;

/** A text field that offers airports as one types: a combobox with a list, for mouse and keyboard. */
export class AirportPicker {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly place = h('span', { class: 'picker-place' });
  private all: readonly Airport[] = [];
  private offered: readonly Airport[] = [];
  private pointed = 0;
  private picked: Airport | null = null;

  constructor(
    label: string,
    private readonly testId: string,
    private readonly changed: (airport: Airport) => void,
  ) {
    const listId = `${testId}-list`;
    this.list = h('ul', { class: 'picker-list', role: 'listbox', id: listId, hidden: true, 'aria-label': label });
    this.input = h('input', {
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-expanded': 'false',
      'aria-controls': listId,
      'aria-autocomplete': 'list',
      'data-testid': testId,
      onfocus: () => {
        this.input.select();
        this.offer('');
      },
      oninput: () => this.offer(this.input.value),
      onkeydown: (event: KeyboardEvent) => this.key(event),
      onblur: () => this.leave(),
    });
    this.element = h('label', { class: 'picker' }, h('span', { class: 'picker-label' }, label), this.input, this.place, this.list);
  }

  fill(all: readonly Airport[]): void {
    this.all = all;
  }

  get value(): Airport | null {
    return this.picked;
  }

  pick(airport: Airport): void {
    this.picked = airport;
    this.input.value = airport.iata;
    text(this.place, [airport.city, airport.state].filter((part) => part !== '').join(', '));
    this.close();
    this.changed(airport);
  }

  private offer(typed: string): void {
    this.offered = this.all.filter((airport) => matches(airport, typed)).slice(0, OFFERED_MAX);
    this.pointed = 0;
    this.paint();
  }

  private paint(): void {
    this.list.hidden = this.offered.length === 0;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    replace(
      this.list,
      this.offered.map((airport, i) =>
        h(
          'li',
          {
            role: 'option',
            id: `${this.testId}-${airport.iata}`,
            'aria-selected': String(i === this.pointed),
            'data-testid': `${this.testId}-option-${airport.iata}`,
            onmousedown: (event: MouseEvent) => {
              event.preventDefault();
              this.pick(airport);
              this.input.blur();
            },
          },
          h('b', { class: 'mono' }, airport.iata),
          h('span', {}, airport.city),
          h('span', { class: 'unit' }, airport.state),
        ),
      ),
    );
    const pointed = this.offered[this.pointed];
    this.input.setAttribute('aria-activedescendant', pointed === undefined ? '' : `${this.testId}-${pointed.iata}`);
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.pointed = Math.max(0, Math.min(this.offered.length - 1, this.pointed + step));
      this.paint();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const airport = this.offered[this.pointed];
      if (airport !== undefined) this.pick(airport);
    } else if (event.key === 'Escape') {
      this.leave();
    }
  }

  private leave(): void {
    if (this.picked !== null) this.input.value = this.picked.iata;
    this.close();
  }

  private close(): void {
    this.offered = [];
    this.paint();
  }
}
