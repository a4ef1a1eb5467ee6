import { get } from '../api/client';
import type { Alert } from '../api/types';
import { h, replace } from '../ui/dom';
import { localTime, percent } from '../ui/format';
import { icon } from '../ui/icons';
import { poll } from '../ui/poll';

const PERIOD_MS = 1_000;
const SHOWN_MAX = 9;

/** The webhooks that the mill's action sent to this application, newest first. */
export function alertsPanel(): HTMLElement {
  const list = h('ul', { class: 'alerts', 'data-testid': 'alerts', 'aria-live': 'polite' });
  let known: ReadonlySet<string> | null = null;
  let shown = '';
  poll(PERIOD_MS, async () => {
    const { alerts } = await get<{ alerts: readonly Alert[] }>('/app/hooks/alerts');
    const next = alerts.map(identity).join();
    if (next === shown && known !== null) return;
    shown = next;
    const before = known;
    known = new Set(alerts.map(identity));
    replace(
      list,
      alerts.length === 0
        ? h('li', { class: 'faint' }, 'No airport is in trouble yet. An alert comes when over 40% of an airport’s flights of the last hour were late.')
        : alerts.slice(0, SHOWN_MAX).map((alert) => line(alert, before !== null && !before.has(identity(alert)))),
    );
  });
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Alerts this application received'),
    h('p', { class: 'card-note' }, 'webhooks from the mill’s action on airport_alerts'),
    list,
  );
}

function identity(alert: Alert): string {
  return `${alert.key} ${alert.received_at}`;
}

function line(alert: Alert, fresh: boolean): HTMLElement {
  const entered = alert.transition === 'entered';
  const code = String(alert.row['airport'] ?? alert.row['iata'] ?? alert.row['origin'] ?? '');
  const rate = alert.row['late_rate'];
  const place = alert.row['city'] ?? alert.row['name'];
  return h(
    'li',
    { class: fresh ? 'alert fresh' : 'alert', 'data-testid': `alert-${code}` },
    h('span', { class: entered ? 'badge red' : 'badge green' }, icon(entered ? 'bell' : 'check', 12), entered ? 'late' : 'recovered'),
    h('b', { class: 'mono' }, code),
    h('span', { class: 'alert-place' }, typeof place === 'string' ? place : ''),
    h('span', { class: 'number' }, !entered || rate === null || rate === undefined ? '' : percent(Number(rate))),
    h('span', { class: 'unit' }, localTime(alert.received_at)),
  );
}
