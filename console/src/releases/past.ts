import { postJson } from '../api/client';
import type { Definitions, Plan, Release } from '../api/types';
import { h, replace } from '../ui/dom';
import { emptyState } from '../ui/empty';
import { localDateTime, whole } from '../ui/format';
import { icon } from '../ui/icons';
import { asProblem, problemBox } from '../ui/problem';
import { copy } from '../ui/toast';
import { originWord, timeline, whoWord } from './model';
import { planView } from './plan';

const HASH_SHOWN = 8;

/** What came into force, with who and when; of each that is over, what going back to it would do. Going back is a command. */
export class PastReleases {
  readonly element: HTMLElement;
  private readonly list = h('ol', { class: 'release-list', 'data-testid': 'releases' });
  private listed = '';

  constructor() {
    this.element = h('section', { class: 'card' }, h('h2', {}, 'Releases'), this.list, h('p', { class: 'card-note' }, 'The last 20 are kept. Going back is done by tidemill rollback, which settles as an apply does.'));
  }

  update(definitions: Definitions): void {
    const lines = timeline(definitions.releases, definitions.files);
    const next = JSON.stringify(lines);
    if (next === this.listed) return;
    this.listed = next;
    replace(
      this.list,
      lines.length === 0
        ? h('li', {}, emptyState('Nothing was applied yet: what stands in the project’s folder is in force.', 'tidemill plan'))
        : lines.map(({ release, now }) => line(release, now)),
    );
  }
}

function line(release: Release, now: boolean): HTMLElement {
  const answer = h('div', { class: 'release-plan', hidden: true, 'aria-live': 'polite' });
  const button = now ? h('span', { class: 'badge green' }, icon('check', 12), 'in force') : h('button', { type: 'button', class: 'chip small', 'aria-expanded': 'false' }, 'What going back would do');
  if (button instanceof HTMLButtonElement) button.onclick = () => void toggle(button, answer, release.release);
  return h(
    'li',
    { class: 'release', 'data-testid': `release-${release.release}` },
    h(
      'div',
      { class: 'release-head' },
      h('span', { class: 'release-time' }, localDateTime(release.time)),
      h('span', { class: 'release-tick' }, h('span', { class: 'unit' }, 'tick '), whole(release.tick)),
      h('span', { class: 'release-origin' }, originWord(release)),
      h('span', { class: 'release-by' }, whoWord(release) === null ? null : [h('span', { class: 'unit' }, 'by '), h('b', {}, whoWord(release))]),
      h('button', { type: 'button', class: 'release-hash mono', title: `Copy ${release.release}`, onclick: () => void copy(release.release) }, release.release.slice(0, HASH_SHOWN)),
      button,
    ),
    answer,
  );
}

async function toggle(button: HTMLButtonElement, answer: HTMLElement, release: string): Promise<void> {
  const opens = answer.hidden;
  answer.hidden = !opens;
  button.setAttribute('aria-expanded', String(opens));
  if (!opens) return;
  const command = `tidemill rollback ${release}`;
  replace(answer, h('p', { class: 'faint' }, 'Planning; nothing is changed…'));
  try {
    const plan = await postJson<Plan>('/v1/plan', { rollback: true, release });
    replace(
      answer,
      planView(plan),
      h('p', { class: 'card-note' }, 'Tables with rows that these definitions lack stay, with their rows, as tables that no file defines.'),
      h('button', { type: 'button', class: 'command', title: 'Copy', onclick: () => void copy(command) }, command),
    );
  } catch (error) {
    replace(answer, problemBox(asProblem(error)));
  }
}
