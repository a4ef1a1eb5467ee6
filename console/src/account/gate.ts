import { watchStrangers } from '../api/client';
import { mark } from '../shell/mark';
import { h } from '../ui/dom';
import { themeButton } from '../ui/theme-button';
import { SignInForm } from './form';

/**
 * Stands before the page while the mill does not know who asks. Whoever signs in begins with a new page, so nothing that
 * somebody else saw is left on it.
 */
export class Gate {
  private shown = false;

  /** Comes up by itself when any request is refused, as when a sign-in has ended. */
  watch(): void {
    watchStrangers(() => this.show(true));
  }

  /**
   * @param ended whether somebody was signed in until now
   */
  show(ended: boolean): void {
    if (this.shown) return;
    this.shown = true;
    for (const behind of document.body.children) behind.setAttribute('inert', '');
    const form = new SignInForm(() => window.location.reload());
    document.body.append(
      h(
        'div',
        { class: 'gate', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'gate-title', 'data-testid': 'gate' },
        h(
          'section',
          { class: 'gate-card' },
          h('div', { class: 'gate-head' }, mark(), h('span', {}, 'Tidemill'), themeButton()),
          h('h1', { id: 'gate-title' }, ended ? 'Sign in again' : 'Who are you?'),
          h(
            'p',
            { class: 'gate-note' },
            ended
              ? 'Your sign-in has ended, or your account has changed. Sign in to go on where you were.'
              : 'This mill shows everybody what they may see, so it asks who comes.',
          ),
          form.element,
        ),
      ),
    );
    document.title = 'Sign in · Tidemill';
    form.focus();
  }
}
