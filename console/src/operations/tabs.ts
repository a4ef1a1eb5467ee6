import { link } from '../shell/router';
import { h } from '../ui/dom';

export type OperationsTab = 'now' | 'services' | 'costs';

const LABELS: Readonly<Record<OperationsTab, string>> = { now: 'Now', services: 'What runs', costs: 'Costs' };

/** Links and no buttons, so that each has an address that can be shared. */
export function operationsTabs(current: OperationsTab): HTMLElement {
  const names = Object.keys(LABELS) as OperationsTab[];
  return h(
    'nav',
    { class: 'page-tabs', 'aria-label': 'Operations' },
    names.map((name) =>
      h('a', { href: link('operations', name === 'now' ? undefined : name), 'data-testid': `tab-${name}`, ...(name === current ? { 'aria-current': 'page' } : {}) }, LABELS[name]),
    ),
  );
}
