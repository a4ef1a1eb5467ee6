import { h } from './dom';

const SHOWN_MS = 1_600;
let shown: HTMLElement | null = null;
let timer: number | undefined;

/** One short line at the bottom that goes away by itself; a new one replaces it. */
export function toast(message: string): void {
  shown?.remove();
  window.clearTimeout(timer);
  shown = h('div', { class: 'toast', role: 'status', 'data-testid': 'toast' }, message);
  document.body.append(shown);
  timer = window.setTimeout(() => shown?.remove(), SHOWN_MS);
}

export async function copy(value: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
    toast(`Copied ${value.length > 40 ? `${value.slice(0, 40)}…` : value || 'an empty text'}`);
  } catch {
    toast('The browser did not allow copying.');
  }
}
