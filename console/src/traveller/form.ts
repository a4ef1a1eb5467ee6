import { h, replace, text } from '../ui/dom';
import { whole } from '../ui/format';
import { icon } from '../ui/icons';
import { asProblem, problemBox } from '../ui/problem';
import { airports, miles } from './airports';
import type { Journey } from './journey';
import type { OriginCard } from './origin';
import { AirportPicker } from './picker';

const DELAYS = [-10, 0, 10, 20, 45, 90, 180] as const;

/** Where from, where to; one primary button that first departs and then lands the flight. */
export class FlightForm {
  readonly element: HTMLElement;
  private readonly from = new AirportPicker('From', 'pick-from', () => this.changed());
  private readonly to = new AirportPicker('To', 'pick-to', () => this.changed());
  private readonly distance = h('span', { class: 'unit', 'data-testid': 'distance' });
  private readonly departButton: HTMLButtonElement;
  private readonly landButton: HTMLButtonElement;
  private readonly delay: HTMLSelectElement;
  private readonly landing: HTMLElement;
  private readonly notice = h('div', {});
  private busy = false;

  constructor(
    private readonly journey: Journey,
    private readonly origin: OriginCard,
  ) {
    this.departButton = h(
      'button',
      { type: 'button', class: 'primary large', disabled: true, 'data-testid': 'depart', onclick: () => void this.act(() => this.depart()) },
      icon('plane'),
      'Depart my flight',
    );
    this.delay = h(
      'select',
      { 'data-testid': 'delay', 'aria-label': 'Delay' },
      DELAYS.map((minutes) => h('option', { value: minutes, selected: minutes === 45 }, words(minutes))),
    );
    this.landButton = h(
      'button',
      { type: 'button', class: 'primary large', 'data-testid': 'land', onclick: () => void this.act(() => this.journey.land(Number(this.delay.value))) },
      'Land my flight',
    );
    this.landing = h('div', { class: 'landing', hidden: true }, this.delay, this.landButton);
    this.element = h(
      'section',
      { class: 'flight-form' },
      h(
        'div',
        { class: 'route' },
        this.from.element,
        h('button', { type: 'button', class: 'ghost swap', 'aria-label': 'Swap the airports', onclick: () => this.swap() }, icon('swap')),
        this.to.element,
      ),
      this.distance,
      this.departButton,
      this.landing,
      this.notice,
    );
    void this.act(() => this.load());
  }

  private async load(): Promise<void> {
    const all = await airports();
    this.from.fill(all);
    this.to.fill(all);
    const find = (iata: string, otherwise: number): void => {
      const airport = all.find((one) => one.iata === iata) ?? all[otherwise];
      if (airport !== undefined) (otherwise === 0 ? this.from : this.to).pick(airport);
    };
    find('ATL', 0);
    find('SFO', 1);
  }

  private changed(): void {
    const [from, to] = [this.from.value, this.to.value];
    if (from !== null) this.origin.show(from.iata);
    const ready = from !== null && to !== null && from.iata !== to.iata;
    this.departButton.disabled = !ready || this.busy;
    text(this.distance, ready ? `${whole(miles(from, to))} miles` : from !== null && to !== null ? 'Choose two different airports.' : '');
  }

  private swap(): void {
    const [from, to] = [this.from.value, this.to.value];
    if (from === null || to === null) return;
    this.from.pick(to);
    this.to.pick(from);
  }

  private async depart(): Promise<void> {
    const [from, to] = [this.from.value, this.to.value];
    if (from !== null && to !== null) await this.journey.depart(from, to);
  }

  private async act(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.paint();
    replace(this.notice);
    try {
      await what();
    } catch (error) {
      replace(this.notice, problemBox(asProblem(error)));
    } finally {
      this.busy = false;
      this.paint();
    }
  }

  private paint(): void {
    const flying = this.journey.flight !== null;
    this.landing.hidden = !flying;
    this.departButton.hidden = flying;
    this.landButton.disabled = this.busy;
    this.changed();
  }
}

function words(minutes: number): string {
  if (minutes < 0) return `${-minutes} minutes early`;
  if (minutes === 0) return 'on time';
  return `${minutes} minutes late`;
}
