import './styles/traveller.css';
import { Gate } from './account/gate';
import { askWho } from './api/account';
import { get } from './api/client';
import type { Status } from './api/types';
import { mark } from './shell/mark';
import { alertsPanel } from './traveller/alerts';
import { tablesByName } from './traveller/follow';
import { FlightForm } from './traveller/form';
import { Journey } from './traveller/journey';
import { OriginCard } from './traveller/origin';
import { Timeline } from './traveller/timeline';
import { h, replace, text } from './ui/dom';
import { projectTime, whole } from './ui/format';
import { poll } from './ui/poll';
import { asProblem, problemBox } from './ui/problem';
import { themeButton } from './ui/theme-button';

const CLOCK_MS = 1_000;

function clock(): HTMLElement {
  const now = h('b', { 'data-testid': 'traveller-now' }, '–');
  const tick = h('b', { 'data-testid': 'traveller-tick' }, '–');
  poll(CLOCK_MS, async () => {
    const status = await get<Status>('/v1/status');
    text(now, projectTime(status.now));
    text(tick, whole(status.tick));
  });
  return h('div', { class: 'traveller-clock' }, h('span', { class: 'unit' }, 'project time'), now, h('span', { class: 'unit' }, 'tick'), tick);
}

async function open(): Promise<void> {
  const main = h('main', { class: 'traveller-main' });
  document.body.append(
    h(
      'header',
      { class: 'traveller-head' },
      h('a', { class: 'brand', href: '/app/', 'aria-label': 'The traveller’s page' }, mark(), h('span', {}, 'My flight')),
      clock(),
      h('a', { class: 'chip', href: '/', 'data-testid': 'to-console' }, 'Console'),
      themeButton(),
    ),
    main,
  );
  try {
    const timeline = new Timeline();
    const origin = new OriginCard();
    const journey = new Journey(timeline, await tablesByName());
    timeline.element.append(
      h('li', { class: 'timeline-empty' }, 'Depart a flight. Its row is posted to this mill like any application’s, and each step it takes appears here with its milliseconds.'),
    );
    main.append(
      h(
        'div',
        { class: 'traveller-left' },
        h('section', { class: 'card depart-card' }, h('h1', {}, 'Where to?'), new FlightForm(journey, origin).element, origin.element),
        alertsPanel(),
      ),
      h('section', { class: 'card journey-card' }, h('h2', {}, 'Your row, through the mill'), timeline.element),
    );
  } catch (error) {
    replace(main, problemBox(asProblem(error)));
  }
}

async function start(): Promise<void> {
  const gate = new Gate();
  const who = await askWho().catch(() => undefined);
  if (who === null) {
    gate.show(false);
    return;
  }
  gate.watch();
  await open();
}

void start();
