const KEY = 'tidemill.theme';

export type Theme = 'light' | 'dark';

export function applyStoredTheme(): void {
  const stored = localStorage.getItem(KEY);
  if (stored === 'light' || stored === 'dark') document.documentElement.dataset['theme'] = stored;
}

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function toggleTheme(): Theme {
  const next: Theme = currentTheme() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = next;
  localStorage.setItem(KEY, next);
  window.dispatchEvent(new Event('themechange'));
  return next;
}

/** The value of a colour token now; canvases cannot read CSS variables themselves. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Calls back when the colours change, by the toggle or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  window.addEventListener('themechange', listener);
  media.addEventListener('change', listener);
  return () => {
    window.removeEventListener('themechange', listener);
    media.removeEventListener('change', listener);
  };
}
