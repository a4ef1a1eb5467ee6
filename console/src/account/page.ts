import { account, askWho, signOut, type Account } from '../api/account';
import { forgetQuestions } from '../query/history';
import type { Context, Page } from '../shell/page';
import { h, replace } from '../ui/dom';
import { emptyState } from '../ui/empty';
import { localDateTime } from '../ui/format';
import { icon } from '../ui/icons';
import { asProblem, problemBox } from '../ui/problem';
import { toast } from '../ui/toast';

/** What each scope lets somebody do, as the manual says it. */
const SCOPES: Readonly<Record<string, string>> = {
  read: 'ask, look up, subscribe and export; see what is defined',
  metrics: 'read numbers of all tables, without values',
  write: 'bring rows, change and delete them; retry what is in quarantine',
  define: 'make and drop tables and indexes; plan and apply',
  admin: 'all of it, past every policy; backups, verify, forget',
};

/** Who is signed in, what they may do, and the way out. */
export function accountPage(_context: Context): Page {
  const content = h('div', { class: 'account-content' }, drawn(account()));
  const closing = { closed: false };
  askWho()
    .then((now) => {
      if (!closing.closed) replace(content, drawn(now));
    })
    .catch((error: unknown) => replace(content, problemBox(asProblem(error))));
  return {
    element: h('div', { class: 'page account-page', 'data-testid': 'page-account' }, h('header', { class: 'page-head' }, h('h1', {}, 'Your account')), content),
    close: () => {
      closing.closed = true;
    },
  };
}

function drawn(who: Account | null): HTMLElement {
  if (who === null) return h('p', { class: 'waiting' }, 'Asking who you are…');
  if (!who.asked) {
    return emptyState(
      'This mill asks nobody who they are, and listens on this machine only. From the first user, server token or policy on, it asks.',
      'tidemill user add root --scopes admin',
    );
  }
  return h(
    'section',
    { class: 'card account-card' },
    h('div', { class: 'account-head' }, h('span', { class: 'account-sign' }, icon('person', 20)), h('div', {}, h('h2', { class: 'mono', 'data-testid': 'account-name' }, who.user), h('p', { class: 'card-note' }, sight(who)))),
    h(
      'dl',
      { class: 'facts account-facts' },
      h('dt', {}, 'may'),
      h('dd', {}, h('ul', { class: 'scope-list', 'data-testid': 'account-scopes' }, who.scopes.map((scope) => h('li', {}, h('b', { class: 'mono' }, scope), h('span', { class: 'card-note' }, SCOPES[scope] ?? ''))))),
      typeof who.expires !== 'string' ? null : [h('dt', {}, 'signed in until'), h('dd', {}, localDateTime(who.expires))],
    ),
    h(
      'div',
      { class: 'account-acts' },
      who.session
        ? [h('button', { type: 'button', class: 'primary', 'data-testid': 'sign-out', onclick: () => void leave() }, 'Sign out'), h('span', { class: 'card-note' }, 'What this browser kept of your questions goes too.')]
        : h('span', { class: 'card-note' }, 'The browser itself shows your name and password; it forgets them when it is closed.'),
    ),
  );
}

function sight(who: Account): string {
  if (who.scopes.includes('admin')) return 'An administrator: past every policy.';
  return who.restricted ? 'Sees the tables, rows and columns that policies let through; everything else is not there.' : 'Sees every table: no policy is in force.';
}

async function leave(): Promise<void> {
  try {
    await signOut();
  } catch (error) {
    toast(`You are still signed in. ${asProblem(error).message}`);
    return;
  }
  forgetQuestions();
  window.location.assign('/');
}
