import { h } from './dom';

export interface DiffLine {
  readonly mark: '+' | '-' | ' ';
  readonly text: string;
}

/** Texts with more lines than that are shown as taken away and put in as a whole. */
const LINES_MAX = 500;

/** Which lines go and which come, with the fewest of either; what goes stands before what comes. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const old = before.split('\n');
  const next = after.split('\n');
  const gone = (line: string): DiffLine => ({ mark: '-', text: line });
  const come = (line: string): DiffLine => ({ mark: '+', text: line });
  if (old.length > LINES_MAX || next.length > LINES_MAX) return [...old.map(gone), ...next.map(come)];
  const common = commonLengths(old, next);
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length && j < next.length) {
    if (old[i] === next[j]) {
      lines.push({ mark: ' ', text: old[i] ?? '' });
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) lines.push(gone(old[i++] ?? ''));
    else lines.push(come(next[j++] ?? ''));
  }
  return [...lines, ...old.slice(i).map(gone), ...next.slice(j).map(come)];
}

/** The length of the longest common rest, from each pair of lines on. */
function commonLengths(old: readonly string[], next: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(next.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = next.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row !== undefined) row[j] = old[i] === next[j] ? 1 + (lengths[i + 1]?.[j + 1] ?? 0) : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

const WORDS = { '+': 'comes', '-': 'goes', ' ': '' } as const;

/** The lines with their marks; a reader that does not see the colours is told what each does. */
export function diffView(before: string, after: string, label: string): HTMLElement {
  return h(
    'pre',
    { class: 'diff', role: 'region', tabindex: 0, 'aria-label': label, 'data-testid': 'diff' },
    lineDiff(before, after).map(({ mark, text }) =>
      h(
        'span',
        { class: mark === '+' ? 'diff-line come' : mark === '-' ? 'diff-line gone' : 'diff-line' },
        WORDS[mark] === '' ? null : h('span', { class: 'unseen' }, `${WORDS[mark]}: `),
        h('span', { class: 'diff-mark', 'aria-hidden': 'true' }, mark),
        text === '' ? ' ' : text,
        '\n',
      ),
    ),
  );
}
