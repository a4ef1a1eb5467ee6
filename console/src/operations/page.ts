import type { Context, Page } from '../shell/page';
import { h, text } from '../ui/dom';
import { duration } from '../ui/format';
import { Gauges } from './gauges';
import { HistoryCharts } from './history';
import { QuarantineCard } from './quarantine';
import { SourcesCard } from './sources';
import { TraceCard } from './trace';
import { verifyCard } from './verify';

/** How the mill itself is doing. */
export function operationsPage(context: Context): Page {
  const uptime = h('span', { class: 'unit' });
  const gauges = new Gauges();
  const charts = new HistoryCharts();
  const trace = new TraceCard();
  const sources = new SourcesCard();
  const quarantine = new QuarantineCard();
  const stop = context.feed.watch((status, feed) => {
    text(uptime, `up for ${duration(status.uptime_s)}`);
    gauges.update(status);
    charts.update(feed);
    trace.update(status);
    sources.update(status);
  });
  return {
    element: h(
      'div',
      { class: 'page operations-page', 'data-testid': 'page-operations' },
      h('header', { class: 'page-head' }, h('h1', {}, 'Operations'), uptime),
      gauges.element,
      charts.element,
      h('div', { class: 'operations-cards' }, sources.element, trace.element, verifyCard(), quarantine.element),
    ),
    close: () => {
      stop();
      charts.close();
      quarantine.close();
    },
  };
}
