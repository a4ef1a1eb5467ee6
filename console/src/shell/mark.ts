import { s } from '../ui/dom';

/** The mill's sign: a wheel above a wave. */
export function mark(): SVGSVGElement {
  return s(
    'svg',
    { class: 'mark', viewBox: '0 0 24 24', width: 22, height: 22, 'aria-hidden': 'true' },
    s('path', { d: 'M4.5 11a7.5 7.5 0 0 1 15 0M12 3.5V11M6.7 5.7 12 11l5.3-5.3' }),
    s('path', { class: 'mark-wave', d: 'M2 17.5c2.5 0 2.5-2.8 5-2.8s2.5 2.8 5 2.8 2.5-2.8 5-2.8 2.5 2.8 5 2.8' }),
  );
}
