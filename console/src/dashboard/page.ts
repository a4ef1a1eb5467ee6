import { records } from '../api/client';
import type { Status } from '../api/types';
import type { Context, Page } from '../shell/page';
import { h, text } from '../ui/dom';
import { projectTime } from '../ui/format';
import { DelayHistogram } from './histogram';
import { HoursChart } from './hours';
import { LiveView } from './live-view';
import { AirportMap, spot, type Spot } from './map';
import { mapTable } from './map-table';
import { TotalTiles } from './totals';
import { WorstList } from './worst';

const PLACES_MAX = 1_000;

/** The map of late airports with what stands beside it; every part appears when its live table exists. */
export function dashboardPage(context: Context): Page {
  const map = new AirportMap();
  const worst = new WorstList();
  const histogram = new DelayHistogram();
  const totals = new TotalTiles();
  const hours = new HoursChart();
  const now = h('span', { class: 'unit', 'data-testid': 'flights-now' });
  let seen = false;

  const places = new LiveView(PLACES_MAX, (view) => {
    map.update(records(view).map(spot).filter((one): one is Spot => one !== null), seen);
    seen = true;
  });
  const worstView = new LiveView(50, (view) => worst.update(view));
  const delays = new LiveView(100, (view) => histogram.update(view.columns, view.rows));
  const network = new LiveView(1, (view) => totals.update(view));

  const update = (status: Status): void => {
    const table = (name: string): Status['tables'][number] | undefined => status.tables.find((one) => one.name === name);
    text(now, `project time ${projectTime(status.now)}`);
    places.update(mapTable(status) ?? undefined);
    worstView.update(table('worst_airports'));
    delays.update(table('delay_histogram'));
    network.update(table('network_totals'));
    worst.element.hidden = table('worst_airports') === undefined;
    histogram.element.hidden = table('delay_histogram') === undefined;
    totals.element.hidden = table('network_totals') === undefined;
    hours.update(status);
  };

  const element = h(
    'div',
    { class: 'page dashboard-page', 'data-testid': 'page-flights' },
    h('header', { class: 'page-head' }, h('h1', {}, 'Late airports'), now),
    totals.element,
    h('div', { class: 'dashboard-top' }, h('section', { class: 'card map-card' }, map.element), worst.element),
    h('div', { class: 'dashboard-bottom' }, hours.element, histogram.element),
  );
  const stop = context.feed.watch(update);
  return {
    element,
    close: () => {
      stop();
      hours.close();
    },
  };
}
