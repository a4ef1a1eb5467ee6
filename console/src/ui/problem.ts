import { ApiError } from '../api/client';
import type { Problem } from '../api/types';
import { h } from './dom';
import { icon } from './icons';

/** An error as the API gives it: code, one line, the place with a caret, hint. */
export function problemBox(problem: Problem, sql?: string): HTMLElement {
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
