import { h } from './dom';
import { copy } from './toast';

/** An empty place says what would fill it, and shows the command that does. */
export function emptyState(sentence: string, command?: string): HTMLElement {
  return h(
    'div',
    { class: 'empty', 'data-testid': 'empty' },
    h('p', {}, sentence),
    command === undefined
      ? null
      : h('button', { class: 'command', type: 'button', title: 'Copy', onclick: () => void copy(command) }, command),
  );
}
