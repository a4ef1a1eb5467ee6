import { attribute, h, s, stillMotion, text } from '../ui/dom';
import { percent, plural } from '../ui/format';
import { CARIBBEAN_FRAME, project, type Place } from './albers';
import { lateColour, LEGEND, radius } from './scale';

/** One place of the map, read from a live table's row by column name. */
export interface Spot {
  readonly id: string;
  readonly label: string;
  readonly place: Place;
  readonly size: number;
  readonly rate: number | null;
}

interface Outlines {
  readonly width: number;
  readonly height: number;
  readonly land: string;
  readonly borders: string;
}

const LABELS_MAX = 14;
const RINGS_MAX = 8;
/** At night a handful of departures is not drawn as large as a busy hour. */
const MOST_MIN = 24;

/** Dots over outlines: size is departures, colour the late rate; a dot whose numbers changed sends out one ring. */
export class AirportMap {
  readonly element: HTMLElement;
  private readonly land = s('path', { class: 'map-land' });
  private readonly borders = s('path', { class: 'map-borders' });
  private readonly rings = s('g', { class: 'map-rings' });
  private readonly dots = s('g', { class: 'map-dots' });
  private readonly labels = s('g', { class: 'map-labels' });
  private readonly picture: SVGSVGElement;
  private readonly tip = h('div', { class: 'map-tip', hidden: true });
  private readonly views = new Map<string, SVGCircleElement>();
  private readonly spots = new Map<string, Spot>();
  private magnified = 1;

  constructor() {
    this.picture = s(
      'svg',
      { viewBox: '0 0 975 610', role: 'img', 'aria-label': 'Map', 'data-testid': 'map', onpointermove: (event: PointerEvent) => this.hover(event), onpointerleave: () => (this.tip.hidden = true) },
      this.land,
      this.borders,
      s('rect', { class: 'map-inset', x: CARIBBEAN_FRAME.x, y: CARIBBEAN_FRAME.y, width: CARIBBEAN_FRAME.width, height: CARIBBEAN_FRAME.height, rx: 4 }),
      s('text', { class: 'map-inset-label', x: CARIBBEAN_FRAME.x + 6, y: CARIBBEAN_FRAME.y + 11 }, 'Caribbean'),
      this.rings,
      this.dots,
      this.labels,
    );
    this.element = h('div', { class: 'map' }, this.picture, this.tip, legend());
    void this.outline();
  }

  update(spots: readonly Spot[], pulse: boolean): void {
    this.magnify();
    const most = Math.max(MOST_MIN, ...spots.map((spot) => spot.size));
    const gone = new Set(this.views.keys());
    const ordered = [...spots].sort((a, b) => b.size - a.size);
    const changed = pulse ? this.mostChanged(ordered) : [];
    for (const spot of ordered) {
      gone.delete(spot.id);
      this.draw(spot, most);
    }
    for (const spot of changed) this.ring(spot, this.radius(spot, most));
    for (const id of gone) {
      this.views.get(id)?.remove();
      this.views.delete(id);
      this.spots.delete(id);
    }
    this.name(ordered, most);
    const late = ordered.filter((spot) => (spot.rate ?? 0) >= 0.3).length;
    attribute(this.picture, 'aria-label', `Map of ${plural(spots.length, 'airport')}, ${late} of them with a late rate of 30% or more`);
  }

  /** On a narrow screen the whole map is small, but its words and dots must not be. */
  private magnify(): void {
    const { clientWidth, clientHeight } = this.picture;
    const scale = Math.min(clientWidth / 975, clientHeight / 610);
    this.magnified = scale === 0 ? 1 : Math.max(1, Math.min(2.4, 0.95 / scale));
    this.picture.style.setProperty('--magnify', this.magnified.toFixed(2));
  }

  private radius(spot: Spot, most: number): number {
    return radius(spot.size, most) * (1 + (this.magnified - 1) * 0.5);
  }

  /** Where the late rate moved most, weighed by departures: when every airport changes at once, rings on all say nothing. */
  private mostChanged(spots: readonly Spot[]): readonly Spot[] {
    return spots
      .map((spot) => ({ spot, weight: spot.size * Math.abs((spot.rate ?? 0) - (this.spots.get(spot.id)?.rate ?? spot.rate ?? 0)) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, RINGS_MAX)
      .map(({ spot }) => spot);
  }

  private draw(spot: Spot, most: number): void {
    this.spots.set(spot.id, spot);
    let dot = this.views.get(spot.id);
    if (dot === undefined) {
      dot = s('circle', { class: 'map-dot', 'data-id': spot.id, 'data-testid': `airport-${spot.id}` });
      this.views.set(spot.id, dot);
      this.dots.append(dot);
    }
    const size = this.radius(spot, most).toFixed(1);
    attribute(dot, 'cx', spot.place.x.toFixed(1));
    attribute(dot, 'cy', spot.place.y.toFixed(1));
    attribute(dot, 'r', size);
    dot.style.fill = lateColour(spot.rate);
  }

  private ring(spot: Spot, size: number): void {
    if (stillMotion()) return;
    const ring = s('circle', { cx: spot.place.x, cy: spot.place.y, r: size, class: 'map-ring' });
    ring.style.stroke = lateColour(spot.rate);
    this.rings.append(ring);
    ring.animate([{ r: `${size}px`, opacity: 0.7 }, { r: `${size + 7}px`, opacity: 0 }], { duration: 600, easing: 'ease-out' }).onfinish = () =>
      ring.remove();
  }

  /** Names the busiest airports, leaving out a name that would cover another. */
  private name(ordered: readonly Spot[], most: number): void {
    const taken: Place[] = [];
    const nodes: SVGTextElement[] = [];
    for (const spot of ordered) {
      if (nodes.length === LABELS_MAX || spot.size === 0) break;
      const at = { x: spot.place.x, y: spot.place.y - this.radius(spot, most) - 4 };
      if (taken.some((other) => Math.abs(other.x - at.x) < 30 * this.magnified && Math.abs(other.y - at.y) < 13 * this.magnified)) continue;
      taken.push(at);
      nodes.push(s('text', { x: at.x.toFixed(1), y: at.y.toFixed(1) }, spot.id));
    }
    this.labels.replaceChildren(...nodes);
  }

  private hover(event: PointerEvent): void {
    const id = (event.target as Element).getAttribute('data-id');
    const spot = id === null ? undefined : this.spots.get(id);
    this.tip.hidden = spot === undefined;
    if (spot === undefined) return;
    const box = this.element.getBoundingClientRect();
    this.tip.replaceChildren(
      h('b', { class: 'mono' }, spot.id),
      h('span', {}, ` ${spot.label}`),
      h('div', { class: 'unit' }, `${plural(spot.size, 'departure')} in the last hour, ${spot.rate === null ? 'none landed' : `${percent(spot.rate)} late`}`),
    );
    const x = Math.min(event.clientX - box.left + 14, box.width - 240);
    this.tip.style.transform = `translate(${x}px, ${event.clientY - box.top + 14}px)`;
  }

  private async outline(): Promise<void> {
    const outlines = (await (await fetch('/assets/outlines.json')).json()) as Outlines;
    this.land.setAttribute('d', outlines.land);
    this.borders.setAttribute('d', outlines.borders);
  }
}

/** A spot from a row by name; null where the row has no place on the map. */
export function spot(row: Readonly<Record<string, unknown>>): Spot | null {
  const place = project(Number(row['longitude']), Number(row['latitude']));
  const id = row['iata'] ?? row['airport'] ?? row['origin'] ?? row['id'] ?? row['name'];
  if (place === null || id === undefined || id === null) return null;
  const rate = row['late_rate'];
  const city = [row['city'] ?? row['name'], row['state']].filter((part) => typeof part === 'string').join(', ');
  return {
    id: String(id),
    label: city,
    place,
    size: Number(row['departures'] ?? row['flights'] ?? 1),
    rate: rate === null || rate === undefined ? null : Number(rate),
  };
}

function legend(): HTMLElement {
  const element = h('div', { class: 'map-legend' }, h('span', {}, 'late'));
  for (const rate of LEGEND) {
    const swatch = h('i', {});
    swatch.style.background = lateColour(rate);
    element.append(swatch, h('span', {}, percent(rate) + (rate === 0.5 ? '+' : '')));
  }
  element.append(h('span', { class: 'map-legend-size' }, 'size: departures in the last hour'));
  text(element.firstElementChild ?? element, 'late rate');
  return element;
}
