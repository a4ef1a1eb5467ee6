import { account } from '../api/account';
import { get, post } from '../api/client';
import type { DefinitionInForce, Definitions, Supervised, TableStatus } from '../api/types';
import type { Context, Page } from '../shell/page';
import { link } from '../shell/router';
import { h, replace, text } from '../ui/dom';
import { bytes, count, rate, short, whole } from '../ui/format';
import { poll } from '../ui/poll';
import { asProblem, problemBox, refusalOf } from '../ui/problem';
import { Rows } from '../ui/rows';
import { toast } from '../ui/toast';
import { attempt, liveTables, outcome, services, type LiveTable, type Service } from './running';

const PERIOD_MS = 1_000;

/** Everything that runs: what depends on the world outside and is tried again, and the live tables. */
export function operationsServices(context: Context): Page {
  const verdict = h('p', { class: 'verdict', 'data-testid': 'services-verdict', 'aria-live': 'polite' });
  const problem = h('div', {});
  const outside = serviceRows(() => look());
  const inside = liveRows();
  const alone = h('p', { class: 'card-note', hidden: true }, 'Nothing outside of the mill: no source, no action, no server that takes lineage events.');
  const content = h(
    'div',
    { class: 'operations-part', hidden: true },
    verdict,
    h('section', { class: 'card' }, h('h2', {}, 'Tried again when it fails'), outside.element, alone, h('p', { class: 'card-note' }, 'Sources, receivers of actions, and the server that takes lineage events. A broken one is let alone for a while, and then tried once.')),
    h('section', { class: 'card' }, h('h2', {}, 'Live tables'), inside.element),
  );

  let known: { readonly supervised: readonly Supervised[]; readonly definitions: readonly DefinitionInForce[] } | null = null;

  const look = async (): Promise<void> => {
    const [{ supervised }, { definitions }] = await Promise.all([get<{ readonly supervised: readonly Supervised[] }>('/v1/supervised'), get<Definitions>('/v1/definitions')]);
    known = { supervised, definitions };
    replace(problem);
    draw();
  };

  /** Once both are known: what is supervised and defined, and how the mill is. */
  const draw = (): void => {
    const status = context.feed.latest;
    if (known === null || status === null) return;
    content.hidden = false;
    const all = services(known.supervised, status);
    outside.update(all);
    outside.element.hidden = all.length === 0;
    alone.hidden = all.length > 0;
    const live = liveTables(known.definitions, status);
    inside.update(live);
    const { words, well } = outcome(all, live);
    verdict.className = `verdict ${well ? 'green' : 'amber'}`;
    text(verdict, words);
  };

  const unwatch = context.feed.watch(draw);
  const stop = poll(PERIOD_MS, look, (error) => {
    const refusal = refusalOf(error);
    if (refusal === null) return;
    known = null;
    content.hidden = true;
    replace(problem, problemBox(refusal));
  });
  return {
    element: h('div', {}, problem, content),
    close: () => {
      unwatch();
      stop();
    },
  };
}

function serviceRows(look: () => Promise<void>): Rows<Service> {
  const mayRestart = account()?.scopes.includes('admin') ?? false;
  return new Rows<Service>({
    label: 'What is tried again when it fails',
    testId: 'services',
    key: ({ one }) => `${one.kind} ${one.name}`,
    columns: [
      { name: 'name', mono: true, cell: ({ one }) => ({ text: one.name }) },
      { name: 'kind', cell: ({ one }) => ({ text: one.kind, tone: 'faint' }) },
      { name: 'state', cell: ({ one }) => ({ text: one.state, state: one.state }) },
      { name: 'in a row', number: true, cell: ({ one }) => (one.failures_in_row > 0 ? { text: whole(one.failures_in_row), tone: 'amber' } : { text: '–' }) },
      { name: 'failures', number: true, cell: ({ one }) => ({ text: one.failures > 0 ? whole(one.failures) : '–' }) },
      { name: 'tried in', number: true, cell: ({ one }) => ({ text: attempt(one) }) },
      { name: 'done', number: true, cell: (service) => ({ text: short(service.done), unit: service.noun }) },
      { name: 'pace', number: true, cell: (service) => ({ text: service.pace }) },
    ],
    note: ({ one, detail }) => [one.problem, detail].filter((part) => part !== null && part !== '').join(' · '),
    act: ({ one }) =>
      mayRestart && (one.state === 'waiting' || one.state === 'broken')
        ? { label: 'Try now', title: `Ends the wait and tries ${one.name} at once`, run: () => void restart(one, look) }
        : null,
  });
}

async function restart(one: Supervised, look: () => Promise<void>): Promise<void> {
  try {
    await post(`/v1/supervised/${encodeURIComponent(one.name)}/restart`, '', 'application/json');
    toast(`${one.name} is tried again`);
    await look();
  } catch (error) {
    const refusal = asProblem(error);
    toast(`${refusal.code} ${refusal.message}`);
  }
}

function liveRows(): Rows<LiveTable> {
  const of = (table: TableStatus | undefined, cell: (known: TableStatus) => string): string => (table === undefined ? '–' : cell(table));
  return new Rows<LiveTable>({
    label: 'Live tables',
    testId: 'live-tables',
    key: ({ definition }) => definition.name,
    columns: [
      { name: 'live table', mono: true, cell: ({ definition }) => ({ text: definition.name, href: link('tables', definition.name) }) },
      { name: 'state', cell: ({ definition }) => ({ text: definition.state, state: definition.state }) },
      { name: 'rows', number: true, cell: ({ table }) => ({ text: of(table, (known) => count(known.rows)) }) },
      { name: 'changes/s', number: true, cell: ({ table }) => ({ text: of(table, (known) => rate(known.rows_per_second)) }) },
      { name: 'errors', number: true, cell: ({ table }) => (table !== undefined && table.errors > 0 ? { text: whole(table.errors), tone: 'red' } : { text: '–' }) },
      {
        name: 'state kept',
        number: true,
        cell: ({ table, share }) => {
          const size = bytes(table?.state_bytes ?? 0);
          return { text: size.number, unit: size.unit, share };
        },
      },
      { name: 'made by', cell: ({ definition }) => ({ text: definition.created ? 'a statement' : 'a file', tone: 'faint' }) },
    ],
  });
}
