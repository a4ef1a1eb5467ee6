import { s } from './dom';

// 16 x 16, one stroke width, drawn for this console.
const PATHS = {
  flow: 'M2 4.5h3.5M2 11.5h3.5M5.5 4.5C8.5 4.5 7.5 8 10.5 8M5.5 11.5C8.5 11.5 7.5 8 10.5 8M10.5 8H14M11.8 5.8 14 8l-2.2 2.2',
  tables: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  lineage: 'M4 5.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM4 14.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM12 9.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM5.6 4.2l4.8 3M5.6 11.8l4.8-3',
  query: 'M2.5 4l3.5 4-3.5 4M8 12h5.5',
  map: 'M8 14s4.5-4 4.5-7.5a4.5 4.5 0 1 0-9 0C3.5 10 8 14 8 14zM8 8.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z',
  actions: 'M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z',
  operations: 'M1.8 8.5h3L6.5 4l3 8.5 1.7-4h3',
  source: 'M8 2v7M5.2 6.4 8 9.2l2.8-2.8M2.5 10v3.5h11V10',
  event: 'M3 4h10M3 8h10M3 12h6',
  keyed: 'M5.5 10.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM8.2 7.8H14M11.5 7.8v2.4M13.6 7.8v1.6',
  live: 'M1.8 9.2c1.5 0 1.5-2.4 3.1-2.4s1.6 2.4 3.1 2.4 1.6-2.4 3.1-2.4 1.6 2.4 3.1 2.4M1.8 12.6c1.5 0 1.5-1.4 3.1-1.4s1.6 1.4 3.1 1.4 1.6-1.4 3.1-1.4 1.6 1.4 3.1 1.4M8 2v2.2M4.6 3.2 5.4 5M11.4 3.2 10.6 5',
  readers: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
  system: 'M3 3h10v4H3zM3 9h10v4H3zM5.5 5h.01M5.5 11h.01',
  close: 'M4 4l8 8M12 4l-8 8',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  warning: 'M8 2.2 14.3 13H1.7zM8 6.4v3M8 11.2v.01',
  error: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.6M8 10.9v.01',
  check: 'M3 8.5 6.5 12 13 4.5',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.4',
  up: 'M8 13V3.5M4.5 7 8 3.5 11.5 7',
  down: 'M8 3v9.5M4.5 9 8 12.5 11.5 9',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M3.5 8h9',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  play: 'M5 3.2 12.5 8 5 12.8z',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2',
  plane: 'M8 1.8c.7 0 1 .9 1 1.8v2.7l5 3v1.5l-5-1.6v2.9l1.6 1.2v1.2L8 13.8l-2.6.7v-1.2L7 12.1V9.2l-5 1.6V9.3l5-3V3.6c0-.9.3-1.8 1-1.8z',
  bell: 'M8 2a3.8 3.8 0 0 0-3.8 3.8c0 3.6-1.4 4.7-1.4 4.7h10.4s-1.4-1.1-1.4-4.7A3.8 3.8 0 0 0 8 2zM6.6 13a1.5 1.5 0 0 0 2.8 0',
  swap: 'M4.5 2.5v9M2 9l2.5 2.5L7 9M11.5 13.5v-9M9 7l2.5-2.5L14 7',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon is decoration: the word beside it, or its parent's label, says what it means. */
export function icon(name: IconName, size = 16): SVGSVGElement {
  return s(
    'svg',
    { class: 'icon', viewBox: '0 0 16 16', width: size, height: size, 'aria-hidden': 'true' },
    s('path', { d: PATHS[name] }),
  );
}
