import type { Account } from '../api/account';
import { link } from '../shell/router';
import { h } from '../ui/dom';
import { icon } from '../ui/icons';

/** Who is signed in, and the way to sign out; nothing while the mill asks nobody. */
export function accountBadge(who: Account | null): HTMLAnchorElement | null {
  if (who === null || !who.asked) return null;
  return h(
    'a',
    { href: link('account'), class: 'rail-link rail-account', title: `Signed in as ${who.user}`, 'aria-label': `Signed in as ${who.user}; account and signing out`, 'data-testid': 'signed-in' },
    icon('person'),
    h('span', {}, who.user),
  );
}
