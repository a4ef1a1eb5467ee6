import type { Status } from '../api/types';
import { link } from '../shell/router';
import { h, replace, text } from '../ui/dom';
import { plural, whole } from '../ui/format';
import { icon, type IconName } from '../ui/icons';

const DISMISSED = 'tidemill.intro.dismissed';

/** One sentence on what is being watched, and the next three things to try. */
export class Intro {
  readonly element: HTMLElement;
  private readonly problem = h('p', { class: 'definition-problem', role: 'alert', hidden: true, 'data-testid': 'definition-problem' });
  private readonly sentence = h('p', { class: 'intro-sentence', 'data-testid': 'intro' });
  private readonly steps: HTMLElement;
  private offered = '';
  private told: string | null = null;

  constructor() {
    this.steps = h('nav', { class: 'intro-steps', 'aria-label': 'Next things to try' });
    this.element = h('div', {}, h('div', { class: 'intro' }, this.sentence, this.steps), this.problem);
  }

  update(status: Status): void {
    const inputs = status.tables.filter((table) => table.kind === 'event' || table.kind === 'keyed').length;
    const live = status.tables.filter((table) => table.kind === 'live').length;
    text(
      this.sentence,
      inputs === 0
        ? `You see ${plural(live, 'live table')}, kept equal to their SQL, all at tick ${whole(status.tick)}.`
        : `${plural(inputs, 'input table')} keep ${plural(live, 'live table')} equal to their SQL, all at tick ${whole(status.tick)}.`,
    );
    const problem = status.definition_problem ?? null;
    this.problem.hidden = problem === null;
    if (problem !== null && problem !== this.told) replace(this.problem, icon('warning'), h('span', {}, h('b', {}, 'A saved definition is not in force. '), problem));
    this.told = problem;
    this.offer(status);
  }

  private offer(status: Status): void {
    const has = (name: string): boolean => status.tables.some((table) => table.name === name);
    const first = has('worst_airports') ? 'worst_airports' : status.tables.find((table) => table.kind === 'live')?.name;
    const key = `${first ?? ''}${String(has('departures'))}${localStorage.getItem(DISMISSED) ?? ''}`;
    if (key === this.offered) return;
    this.offered = key;
    this.steps.replaceChildren();
    if (localStorage.getItem(DISMISSED) !== null) return;
    if (first !== undefined) this.steps.append(step('tables', `Watch ${first}`, link('tables', first)));
    this.steps.append(step('query', 'Ask in SQL', link('query')));
    if (has('departures')) this.steps.append(step('plane', 'Depart a flight', '/app/'));
    this.steps.append(
      h(
        'button',
        {
          type: 'button',
          class: 'ghost',
          'aria-label': 'Hide these suggestions',
          title: 'Hide',
          onclick: () => {
            localStorage.setItem(DISMISSED, '1');
            this.offer(status);
          },
        },
        icon('close', 14),
      ),
    );
  }
}

function step(name: IconName, label: string, href: string): HTMLElement {
  return h('a', { class: 'chip', href }, icon(name, 14), label);
}
