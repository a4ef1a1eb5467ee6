import type { StatusFeed } from '../api/feed';
import { h, s, text } from '../ui/dom';
import { icon, type IconName } from '../ui/icons';
import { themeButton } from '../ui/theme-button';
import { link } from './router';

export interface Entry {
  readonly page: string;
  readonly label: string;
  readonly icon: IconName;
}

/** The left rail; on a phone the same links are a bar at the bottom. */
export class Rail {
  readonly element: HTMLElement;
  private readonly project = h('div', { class: 'rail-project', 'data-testid': 'project-name' });
  private readonly links = new Map<string, HTMLAnchorElement>();

  constructor(entries: readonly Entry[], feed: StatusFeed) {
    const nav = h('nav', { class: 'rail-nav', 'aria-label': 'Pages' });
    for (const entry of entries) {
      const anchor = h(
        'a',
        { href: link(entry.page), class: 'rail-link', 'data-testid': `nav-${entry.page}` },
        icon(entry.icon),
        h('span', {}, entry.label),
      );
      this.links.set(entry.page, anchor);
      nav.append(anchor);
    }
    const traveller = h(
      'a',
      { href: '/app/', class: 'rail-link rail-app', 'data-testid': 'nav-app', hidden: true },
      icon('plane'),
      h('span', {}, 'Traveller’s page'),
    );
    this.element = h(
      'header',
      { class: 'rail' },
      h('a', { class: 'brand', href: link('flow'), 'aria-label': 'Tidemill, to the flow' }, mark(), h('span', {}, 'Tidemill')),
      this.project,
      nav,
      h('div', { class: 'rail-foot' }, traveller, themeButton()),
    );
    feed.watch((status) => {
      text(this.project, status.project);
      this.project.title = status.title ?? status.project;
      traveller.hidden = !status.tables.some((table) => table.name === 'departures');
    });
  }

  current(page: string): void {
    for (const [name, anchor] of this.links) {
      if (name === page) anchor.setAttribute('aria-current', 'page');
      else anchor.removeAttribute('aria-current');
    }
  }

  show(page: string, visible: boolean): void {
    const anchor = this.links.get(page);
    if (anchor !== undefined) anchor.hidden = !visible;
  }
}

export function mark(): SVGSVGElement {
  return s(
    'svg',
    { class: 'mark', viewBox: '0 0 24 24', width: 22, height: 22, 'aria-hidden': 'true' },
    s('path', { d: 'M4.5 11a7.5 7.5 0 0 1 15 0M12 3.5V11M6.7 5.7 12 11l5.3-5.3' }),
    s('path', { class: 'mark-wave', d: 'M2 17.5c2.5 0 2.5-2.8 5-2.8s2.5 2.8 5 2.8 2.5-2.8 5-2.8 2.5 2.8 5 2.8' }),
  );
}
