import './styles/console.css';
import { Gate } from './account/gate';
import { accountPage } from './account/page';
import { actionsPage } from './actions/page';
import { askWho } from './api/account';
import { StatusFeed } from './api/feed';
import { dashboardPage } from './dashboard/page';
import { mapTable } from './dashboard/map-table';
import { flowPage } from './flow/page';
import { lineagePage } from './lineage/page';
import { modelsPage } from './models/page';
import { operationsPage } from './operations/page';
import { queryPage } from './query/page';
import { releasesPage } from './releases/page';
import type { Context, PageFactory } from './shell/page';
import { Rail, type Entry } from './shell/rail';
import { link, Router } from './shell/router';
import { StatusStrip } from './shell/strip';
import { tablesPage } from './tables/page';
import { h } from './ui/dom';

const entries: readonly Entry[] = [
  { page: 'flow', label: 'Flow', icon: 'flow' },
  { page: 'tables', label: 'Tables', icon: 'tables' },
  { page: 'lineage', label: 'Lineage', icon: 'lineage' },
  { page: 'query', label: 'Query', icon: 'query' },
  { page: 'flights', label: 'Flights', icon: 'map' },
  { page: 'models', label: 'Models', icon: 'models' },
  { page: 'actions', label: 'Actions', icon: 'actions' },
  { page: 'releases', label: 'Releases', icon: 'releases' },
  { page: 'operations', label: 'Operations', icon: 'operations' },
];

const pages: ReadonlyMap<string, PageFactory> = new Map([
  ['flow', flowPage],
  ['tables', tablesPage],
  ['lineage', lineagePage],
  ['query', queryPage],
  ['flights', dashboardPage],
  ['models', modelsPage],
  ['actions', actionsPage],
  ['releases', releasesPage],
  ['operations', operationsPage],
  ['account', accountPage],
]);

function open(): void {
  const feed = new StatusFeed();
  const outlet = h('main', { class: 'outlet', id: 'content', tabindex: -1 });
  const context: Context = {
    feed,
    navigate: (page, argument) => {
      window.location.hash = link(page, argument);
    },
  };
  const rail = new Rail(entries, feed);
  const router = new Router(outlet, context, pages, 'flow');

  document.body.append(
    h('a', { class: 'skip', href: '#content', onclick: (event: Event) => { event.preventDefault(); outlet.focus(); } }, 'To the content'),
    rail.element,
    outlet,
    new StatusStrip(feed).element,
  );
  router.watch((page) => {
    rail.current(page);
    const label = page === 'account' ? 'Your account' : entries.find((entry) => entry.page === page)?.label;
    document.title = `${label ?? 'Flow'} · Tidemill`;
  });
  feed.watch((status) => {
    rail.show('flights', mapTable(status) !== null);
    rail.show('actions', status.actions.length > 0);
    rail.show('models', status.tables.some((table) => table.name.startsWith('tidemill.predictions_')));
  });
  feed.open();
  router.start();
}

/** Nothing is built for somebody whom the mill does not know. A mill that does not answer is waited for by the pages. */
async function start(): Promise<void> {
  const gate = new Gate();
  const who = await askWho().catch(() => undefined);
  if (who === null) {
    gate.show(false);
    return;
  }
  gate.watch();
  open();
}

void start();
