import type { ApplyState, Definitions } from '../api/types';
import { h, replace, text } from '../ui/dom';
import { localDateTime, short, whole } from '../ui/format';
import { copy } from '../ui/toast';
import { applyWords, counted, originWord, timeline, whoWord } from './model';

/** Which definitions are in force, since when and by whom, and how far the last taking over is. */
export class InForceCard {
  readonly element: HTMLElement;
  private readonly hash = h('button', { type: 'button', class: 'in-force-hash mono', title: 'Copy', 'data-testid': 'in-force' });
  private readonly since = h('span', { class: 'card-note' });
  private readonly kinds = h('p', { 'data-testid': 'definition-counts' });
  private readonly watching = h('p', { class: 'card-note' });
  private readonly apply = h('div', { class: 'apply-state', 'data-testid': 'apply-state' });
  private files = '';
  private told = '';

  constructor() {
    this.hash.addEventListener('click', () => void copy(this.files));
    this.element = h(
      'section',
      { class: 'card in-force' },
      h('div', { class: 'card-head' }, h('h2', {}, 'In force'), this.hash),
      this.since,
      this.kinds,
      this.watching,
      this.apply,
    );
  }

  update(definitions: Definitions): void {
    this.files = definitions.files;
    text(this.hash, definitions.files.slice(0, 8));
    const now = timeline(definitions.releases, definitions.files).find((line) => line.now)?.release;
    text(
      this.since,
      now === undefined
        ? 'What stands in the project’s folder; nothing was applied yet.'
        : `${capital(originWord(now))} on ${localDateTime(now.time)}, from tick ${whole(now.tick)} on${now.by === null ? '' : `, by ${whoWord(now)}`}.`,
    );
    text(this.kinds, `${counted(definitions.definitions)}.`);
    text(
      this.watching,
      definitions.watching
        ? 'The project’s folder is watched: what is saved there is taken over by itself.'
        : 'The folder is not watched: definitions change by tidemill apply only.',
    );
    const said = JSON.stringify(definitions.apply);
    if (said !== this.told) {
      this.told = said;
      replace(this.apply, definitions.apply === null ? null : applyView(definitions.apply));
    }
  }
}

function applyView(state: ApplyState): HTMLElement {
  const { words, tone } = applyWords(state);
  return h(
    'div',
    {},
    h('p', { class: `verdict ${tone}` }, `The last apply, ${state.release.slice(0, 8)}, ${words}.`),
    state.reason === null ? null : h('p', { class: 'card-note' }, state.reason),
    state.builds.map((build) => progress(build.name, build.rows_done, build.rows_total, `${short(build.rows_done)} of ${short(build.rows_total)} rows`)),
    state.phase === 'settling' ? progress('settled', state.settled_ms, state.settle_ms, `${(state.settled_ms / 1000).toFixed(0)} of ${(state.settle_ms / 1000).toFixed(0)} s`) : null,
  );
}

function progress(name: string, done: number, all: number, words: string): HTMLElement {
  const bar = h('i', {});
  bar.style.width = `${(Math.min(1, done / Math.max(1, all)) * 100).toFixed(1)}%`;
  return h('div', { class: 'progress' }, h('span', { class: 'mono' }, name), h('span', { class: 'progress-track', 'aria-hidden': 'true' }, bar), h('span', { class: 'unit' }, words));
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
