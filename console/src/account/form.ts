import type { Credentials } from '../api/account';
import { signIn } from '../api/account';
import type { Problem } from '../api/types';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { asProblem } from '../ui/problem';

type Way = 'password' | 'token';

const WAYS: readonly { readonly way: Way; readonly label: string }[] = [
  { way: 'password', label: 'Name and password' },
  { way: 'token', label: 'Token' },
];

/** Asks for a name and a password, or a token. What was typed goes to the mill and is kept nowhere. */
export class SignInForm {
  readonly element: HTMLFormElement;
  private readonly name = field('name', 'Name', 'text', 'username');
  private readonly password = field('password', 'Password', 'password', 'current-password');
  private readonly token = field('token', 'Token', 'password', 'off');
  private readonly fields = h('div', { class: 'gate-fields' });
  private readonly answer = h('div', { class: 'gate-answer', 'aria-live': 'assertive' });
  private readonly button = h('button', { type: 'submit', class: 'primary large', 'data-testid': 'sign-in' }, 'Sign in');
  private readonly choices = new Map<Way, HTMLInputElement>();
  private way: Way = 'password';

  /**
   * @param done called when somebody is signed in
   */
  constructor(private readonly done: () => void) {
    this.element = h(
      'form',
      { class: 'gate-form', onsubmit: (event: Event) => void this.submit(event) },
      this.ways(),
      this.fields,
      this.button,
      this.answer,
    );
    this.show();
  }

  focus(): void {
    this.fields.querySelector('input')?.focus();
  }

  private ways(): HTMLElement {
    return h(
      'div',
      { class: 'gate-ways', role: 'radiogroup', 'aria-label': 'How to come in' },
      WAYS.map(({ way, label }) => {
        const choice = h('input', { type: 'radio', name: 'way', value: way, checked: way === this.way, 'data-testid': `way-${way}` });
        choice.addEventListener('change', () => {
          this.way = way;
          this.show();
        });
        this.choices.set(way, choice);
        return h('label', {}, choice, h('span', {}, label));
      }),
    );
  }

  private show(): void {
    replace(this.answer);
    replace(this.fields, ...(this.way === 'password' ? [this.name.element, this.password.element] : [this.token.element]));
  }

  private credentials(): Credentials | null {
    if (this.way === 'token') {
      const token = this.token.input.value.trim();
      return token === '' ? null : { token };
    }
    const name = this.name.input.value.trim();
    const password = this.password.input.value;
    return name === '' || password === '' ? null : { name, password };
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const credentials = this.credentials();
    if (credentials === null) {
      this.focus();
      return;
    }
    this.button.disabled = true;
    replace(this.answer);
    try {
      await signIn(credentials);
      this.password.input.value = '';
      this.token.input.value = '';
      this.done();
    } catch (error) {
      replace(this.answer, refusal(asProblem(error), this.way));
      const typed = this.way === 'token' ? this.token.input : this.password.input;
      typed.select();
      typed.focus();
    } finally {
      this.button.disabled = false;
    }
  }
}

function field(id: string, label: string, type: string, complete: string): { element: HTMLElement; input: HTMLInputElement } {
  const input = h('input', { id: `gate-${id}`, name: id, type, autocomplete: complete, autocapitalize: 'none', spellcheck: 'false', required: true, 'data-testid': `sign-in-${id}` });
  return { element: h('div', { class: 'gate-field' }, h('label', { for: `gate-${id}` }, label), input), input };
}

function refusal(problem: Problem, way: Way): HTMLElement {
  const { fact, advice } = told(problem, way);
  return h(
    'div',
    { class: 'gate-refusal', role: 'alert', 'data-testid': 'sign-in-refused' },
    icon('warning'),
    h('p', {}, h('b', {}, fact), ' ', advice),
  );
}

/** What a refused sign-in means, and what to do about it. */
export function told(problem: Problem, way: Way): { readonly fact: string; readonly advice: string } {
  switch (problem.code) {
    case 'TM2013':
      return way === 'token'
        ? { fact: 'This token lets nobody in.', advice: 'It may have expired or been revoked. Whoever runs the mill makes another: tidemill token create.' }
        : { fact: 'This name and this password do not go together.', advice: 'Whoever runs the mill sets another password: tidemill user passwd NAME.' };
    case 'TM2031':
      return { fact: 'Too many tries failed.', advice: 'Wait a minute and try again. A token of a user comes in meanwhile.' };
    case 'TM4009':
      return { fact: 'The mill is not ready yet.', advice: 'It reads what it has on disk; try again in a moment.' };
    default:
      return { fact: problem.message, advice: problem.hint ?? '' };
  }
}
