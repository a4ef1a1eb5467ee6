// What the page of releases says, put together from the mill's answers. Pure: no elements here.
import type { LineageGraph } from '../lineage/model';
import { tableEdges } from '../lineage/model';
import type { ApplyState, Column, DefinitionInForce, PlannedChange, Release } from '../api/types';
import { plural } from '../ui/format';

/** A column that a preview has otherwise than the table that it would become. */
export interface ColumnChange {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Columns that come, go, or have another type, as they stand in the preview and then in the table. */
export function columnChanges(table: readonly Column[], preview: readonly Column[]): readonly ColumnChange[] {
  const before = new Map(table.map((column) => [column.name, column.type]));
  const after = new Map(preview.map((column) => [column.name, column.type]));
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** What reads a table, at once or through others: the nearest first. Write-backs of actions are not followed. */
export function downstream(graph: LineageGraph, table: string): readonly string[] {
  const edges = tableEdges(graph).filter((edge) => !edge.from.startsWith('action/'));
  const found: string[] = [];
  let edge = [table];
  while (edge.length > 0) {
    edge = [...new Set(edges.filter(({ from }) => edge.includes(from)).map(({ to }) => to))].filter((to) => to !== table && !found.includes(to));
    found.push(...edge);
  }
  return found;
}

const KINDS: readonly (readonly [string, string])[] = [
  ['live_table', 'live table'],
  ['contract', 'contract'],
  ['action', 'action'],
  ['source', 'source'],
  ['index', 'index'],
  ['function', 'jar of functions'],
  ['policy', 'policy'],
];

/** How many definitions of each kind are in force: 11 live tables, 7 contracts. */
export function counted(definitions: readonly DefinitionInForce[]): string {
  return KINDS.map(([type, noun]) => {
    const found = definitions.filter((definition) => definition.type === type).length;
    if (found === 0) return '';
    return plural(found, noun, noun === 'index' ? 'indexes' : noun === 'policy' ? 'policies' : noun === 'jar of functions' ? 'jars of functions' : `${noun}s`);
  })
    .filter((part) => part !== '')
    .join(', ');
}

const ORIGINS: Readonly<Record<string, string>> = { folder: 'from the folder', apply: 'applied', rollback: 'gone back to' };

export function originWord(release: Release): string {
  return ORIGINS[release.origin] ?? release.origin;
}

/** Who put a release in force; null when it was in a folder. */
export function whoWord(release: Release): string | null {
  if (release.by !== null) return release.by;
  return release.origin === 'rollback' ? 'the mill itself' : null;
}

/** Newest first, each with whether it is what is in force now. */
export function timeline(releases: readonly Release[], inForce: string): readonly { readonly release: Release; readonly now: boolean }[] {
  const newest = [...releases].reverse();
  const current = newest.findIndex((release) => release.release === inForce);
  return newest.map((release, i) => ({ release, now: i === current }));
}

/** The last taking over, in a sentence. */
export function applyWords(state: ApplyState): { readonly words: string; readonly tone: 'green' | 'amber' | 'red' } {
  switch (state.phase) {
    case 'building':
      return { words: `${plural(state.builds.length, 'live table')} ${state.builds.length === 1 ? 'is' : 'are'} being built`, tone: 'amber' };
    case 'settling':
      return { words: 'is settling: the former definitions come back by themselves if something goes wrong', tone: 'amber' };
    case 'done':
      return { words: 'stands', tone: 'green' };
    case 'rolled_back':
      return { words: 'did not stand, and the former definitions came back', tone: 'red' };
    case 'superseded':
      return { words: 'others took its place before it had settled', tone: 'amber' };
    case 'failed':
      return { words: 'does not stand, and going back failed', tone: 'red' };
  }
}

export type ChangeMark = '+' | '-' | '~' | '±';

/** What becomes of a definition, as a sign and a word; null for one that stays. */
export function markOf(change: PlannedChange): { readonly mark: ChangeMark; readonly word: string; readonly tone: 'green' | 'amber' | 'red' } | null {
  if (change.actions.length > 1) return { mark: '±', word: 'replaced', tone: 'amber' };
  switch (change.actions[0]) {
    case 'create':
      return { mark: '+', word: 'created', tone: 'green' };
    case 'update':
      return { mark: '~', word: 'changed', tone: 'amber' };
    case 'delete':
      return { mark: '-', word: 'dropped', tone: 'red' };
    default:
      return null;
  }
}
