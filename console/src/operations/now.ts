import type { Context, Page } from '../shell/page';
import { h } from '../ui/dom';
import { Gauges } from './gauges';
import { HistoryCharts } from './history';
import { QuarantineCard } from './quarantine';
import { SourcesCard } from './sources';
import { TraceCard } from './trace';
import { verifyCard } from './verify';

/** How the mill itself is doing at this moment. */
export function operationsNow(context: Context): Page {
  const gauges = new Gauges();
  const charts = new HistoryCharts();
  const trace = new TraceCard();
  const sources = new SourcesCard();
  const quarantine = new QuarantineCard();
  const stop = context.feed.watch((status, feed) => {
    gauges.update(status);
    charts.update(feed);
    trace.update(status);
    sources.update(status);
  });
  return {
    element: h(
      'div',
      { class: 'operations-part' },
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
