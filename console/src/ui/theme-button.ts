import { h, replace } from './dom';
import { icon } from './icons';
import { currentTheme, onThemeChange, toggleTheme } from './theme';

export function themeButton(): HTMLElement {
  const button = h('button', { class: 'ghost theme-button', type: 'button', 'data-testid': 'theme-toggle', onclick: () => toggleTheme() });
  const paint = (): void => {
    const dark = currentTheme() === 'dark';
    button.setAttribute('aria-label', dark ? 'Use the light theme' : 'Use the dark theme');
    button.title = dark ? 'Light theme' : 'Dark theme';
    replace(button, icon(dark ? 'sun' : 'moon'));
  };
  onThemeChange(paint);
  paint();
  return button;
}
