// What runs, put together from what the mill says of it. Pure: no elements here.
import type { DefinitionInForce, Status, Supervised, TableStatus } from '../api/types';
import { plural, rate } from '../ui/format';

/** Something that is supervised, and what it has done. */
export interface Service {
  readonly one: Supervised;
  readonly done: number;
  readonly noun: string;
  readonly pace: string;
  readonly detail: string | null;
}

/** A live table with its definition; the table is absent while the first build is under way. */
export interface LiveTable {
  readonly definition: DefinitionInForce;
  readonly table: TableStatus | undefined;
  /** Its state beside that of the largest. */
  readonly share: number;
}

const FIRST: readonly string[] = ['broken', 'waiting', 'starting'];
const KINDS: readonly string[] = ['source', 'action', 'lineage'];
const WORST: readonly string[] = ['suspended', 'building', 'replacing'];

/** What needs somebody comes first, and what is not named last. */
function urgency(order: readonly string[], state: string): number {
  const place = order.indexOf(state);
  return place < 0 ? order.length : place;
}

export function services(supervised: readonly Supervised[], status: Status | null): readonly Service[] {
  return supervised
    .map((one) => {
      const source = one.kind === 'source' ? status?.sources.find((each) => each.name === one.name) : undefined;
      const action = one.kind === 'action' ? status?.actions.find((each) => each.name === one.name) : undefined;
      if (source !== undefined) {
        return { one, done: source.rows, noun: 'rows', pace: `${rate(source.rows_per_second)}/s`, detail: source.position };
      }
      if (action !== undefined) {
        return { one, done: action.delivered, noun: 'sent', pace: action.pending > 0 ? `${action.pending} waiting` : '–', detail: action.dead > 0 ? `${plural(action.dead, 'notice')} given up` : null };
      }
      return { one, done: 0, noun: '', pace: '–', detail: null };
    })
    .sort((a, b) => urgency(FIRST, a.one.state) - urgency(FIRST, b.one.state) || urgency(KINDS, a.one.kind) - urgency(KINDS, b.one.kind) || a.one.name.localeCompare(b.one.name));
}

export function liveTables(definitions: readonly DefinitionInForce[], status: Status | null): readonly LiveTable[] {
  const tables = new Map((status?.tables ?? []).map((table) => [table.name, table]));
  const live = definitions.filter((definition) => definition.type === 'live_table');
  const most = Math.max(1, ...live.map((definition) => tables.get(definition.name)?.state_bytes ?? 0));
  return live
    .map((definition) => {
      const table = tables.get(definition.name);
      return { definition, table, share: (table?.state_bytes ?? 0) / most };
    })
    .sort((a, b) => urgency(WORST, a.definition.state) - urgency(WORST, b.definition.state) || a.definition.name.localeCompare(b.definition.name));
}

/** When something is tried again: a number of seconds that counts down. */
export function attempt(one: Supervised): string {
  if (one.next_attempt_s === null) return '–';
  return one.next_attempt_s < 10 ? `${one.next_attempt_s.toFixed(1)} s` : `${one.next_attempt_s.toFixed(0)} s`;
}

/** All of it in one sentence. */
export function outcome(all: readonly Service[], live: readonly LiveTable[]): { readonly words: string; readonly well: boolean } {
  const down = all.filter(({ one }) => one.state === 'waiting' || one.state === 'broken');
  const suspended = live.filter(({ definition }) => definition.state === 'suspended');
  const building = live.filter(({ definition }) => definition.state === 'building' || definition.state === 'replacing');
  const parts = [
    down.length > 0 ? `${down.map(({ one }) => one.name).join(', ')} ${down.length === 1 ? 'is' : 'are'} tried again` : '',
    suspended.length > 0 ? `${suspended.map(({ definition }) => definition.name).join(', ')} ${suspended.length === 1 ? 'is' : 'are'} suspended` : '',
    building.length > 0 ? `${building.map(({ definition }) => definition.name).join(', ')} ${building.length === 1 ? 'is' : 'are'} being built` : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) return { words: `${parts.join('; ')}.`, well: false };
  return { words: `All of it runs: ${plural(live.length, 'live table')}${all.length > 0 ? `, and ${plural(all.length, 'thing')} outside of the mill` : ''}.`, well: true };
}
