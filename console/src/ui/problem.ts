import { account } from '../api/account';
import { ApiError } from '../api/client';
import type { Problem } from '../api/types';
import { h } from './dom';
import { icon } from './icons';

const FORBIDDEN = 'TM2030';

/** An error as the API gives it: code, one line, the place with a caret, hint. */
export function problemBox(problem: Problem, sql?: string): HTMLElement {
  return problem.code === FORBIDDEN ? notForYou(problem) : box(problem, sql);
}

/** Whoever may not see something made no mistake: what it is, who they are to the mill, and whom to ask. */
function notForYou(problem: Problem): HTMLElement {
  const who = account();
  return h(
    'div',
    { class: 'problem not-for-you', role: 'status', 'data-testid': 'not-for-you' },
    h('div', { class: 'problem-head' }, icon('lock'), h('b', {}, 'This is not shown to you'), h('span', { class: 'code' }, problem.code)),
    h('p', { class: 'problem-detail' }, `${sentence(problem.message)}${problem.hint === null ? '' : ` ${sentence(problem.hint)}`}`),
    who === null || !who.asked
      ? null
      : h('p', { class: 'problem-hint' }, 'You are signed in as ', h('b', { class: 'mono' }, who.user), '. Ask whoever runs this mill for more, or ', h('a', { href: '#/account' }, 'sign in as somebody else'), '.'),
  );
}

function sentence(fact: string): string {
  return `${fact.charAt(0).toUpperCase()}${fact.slice(1)}${/[.!?…]$/.test(fact) ? '' : '.'}`;
}

function box(problem: Problem, sql?: string): HTMLElement {
  return h(
    'div',
    { class: 'problem', role: 'alert', 'data-testid': 'problem' },
    h(
      'div',
      { class: 'problem-head' },
      icon('error'),
      h('span', { class: 'code' }, problem.code),
      h('span', { class: 'problem-message' }, problem.message),
    ),
    place(problem, sql),
    problem.detail === null ? null : h('p', { class: 'problem-detail' }, problem.detail),
    problem.hint === null ? null : h('p', { class: 'problem-hint' }, h('b', {}, 'Hint '), problem.hint),
  );
}

function place(problem: Problem, sql: string | undefined): HTMLElement | null {
  const { line, column } = problem;
  if (line === undefined || line === null || sql === undefined) return null;
  const text = sql.split('\n')[line - 1] ?? '';
  const caret = `${' '.repeat(Math.max(0, (column ?? 1) - 1))}^`;
  const number = String(line);
  return h('pre', { class: 'problem-place' }, `${number} │ ${text}\n${' '.repeat(number.length)} │ ${caret}`);
}

/** What the mill refused; null when it did not answer at all, which the status strip says for all pages. */
export function refusalOf(error: unknown): Problem | null {
  return error instanceof ApiError && error.status === 0 ? null : asProblem(error);
}

export function asProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return {
    code: 'CONSOLE',
    name: 'CONSOLE',
    message: error instanceof Error ? error.message : String(error),
    detail: null,
    hint: null,
  };
}
