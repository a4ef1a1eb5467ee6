import type { Context, Page, PageFactory } from '../shell/page';
import { h, text } from '../ui/dom';
import { duration } from '../ui/format';
import { operationsCosts } from './costs';
import { operationsNow } from './now';
import { operationsServices } from './services';
import { operationsTabs, type OperationsTab } from './tabs';

const PARTS: Readonly<Record<OperationsTab, PageFactory>> = { now: operationsNow, services: operationsServices, costs: operationsCosts };

/** How the mill is doing, what runs in it, and what that costs. */
export function operationsPage(context: Context, argument: string | null): Page {
  const tab: OperationsTab = argument === 'services' || argument === 'costs' ? argument : 'now';
  const uptime = h('span', { class: 'unit' });
  const part = PARTS[tab](context, null);
  const stop = context.feed.watch((status) => text(uptime, `up for ${duration(status.uptime_s)}`));
  return {
    element: h(
      'div',
      { class: 'page operations-page', 'data-testid': 'page-operations' },
      h('header', { class: 'page-head' }, h('h1', {}, 'Operations'), uptime, operationsTabs(tab)),
      part.element,
    ),
    close: () => {
      stop();
      part.close();
    },
  };
}
