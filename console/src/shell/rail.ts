import { accountBadge } from '../account/badge';
import { account } from '../api/account';
import type { StatusFeed } from '../api/feed';
import { h, text } from '../ui/dom';
import { icon, type IconName } from '../ui/icons';
import { themeButton } from '../ui/theme-button';
import { mark } from './mark';
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
    const badge = accountBadge(account());
    if (badge !== null) this.links.set('account', badge);
    this.element = h(
      'header',
      { class: 'rail' },
      h('a', { class: 'brand', href: link('flow'), 'aria-label': 'Tidemill, to the flow' }, mark(), h('span', {}, 'Tidemill')),
      this.project,
      nav,
      h('div', { class: badge === null ? 'rail-foot' : 'rail-foot signed-in' }, traveller, badge, themeButton()),
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
    this.reveal();
  }

  /** On a phone the bar may be wider than the screen. */
  private reveal(): void {
    for (const anchor of this.links.values()) {
      if (anchor.hasAttribute('aria-current')) anchor.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  show(page: string, visible: boolean): void {
    const anchor = this.links.get(page);
    if (anchor === undefined || anchor.hidden === !visible) return;
    anchor.hidden = !visible;
    this.reveal();
  }
}
