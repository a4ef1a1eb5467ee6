import { h, replace } from '../ui/dom';
import { highlighted } from './highlight';

/** A plain textarea over its own coloured echo: the browser's editing, undo and accessibility, with colours. */
export class SqlEditor {
  readonly element: HTMLElement;
  private readonly area: HTMLTextAreaElement;
  private readonly echo = h('pre', { class: 'editor-echo', 'aria-hidden': 'true' });
  private readonly lines = h('pre', { class: 'editor-lines', 'aria-hidden': 'true' });

  constructor(
    initial: string,
    private readonly run: () => void,
  ) {
    this.area = h('textarea', {
      class: 'editor-area',
      spellcheck: 'false',
      autocapitalize: 'off',
      autocomplete: 'off',
      'aria-label': 'SQL',
      'data-testid': 'sql-editor',
      oninput: () => this.paint(),
      onkeydown: (event: KeyboardEvent) => this.key(event),
      onscroll: () => this.follow(),
    });
    this.area.value = initial;
    this.element = h('div', { class: 'editor' }, this.lines, h('div', { class: 'editor-pane' }, this.echo, this.area));
    this.paint();
  }

  get value(): string {
    return this.area.value;
  }

  set value(sql: string) {
    this.area.value = sql;
    this.paint();
  }

  focus(): void {
    this.area.focus();
  }

  insert(word: string): void {
    this.area.setRangeText(word, this.area.selectionStart, this.area.selectionEnd, 'end');
    this.paint();
    this.area.focus();
  }

  /** Puts the cursor at a place an error names. */
  goTo(line: number, column: number): void {
    const before = this.area.value.split('\n').slice(0, line - 1);
    const at = before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    this.area.setSelectionRange(at, at);
    this.area.focus();
  }

  private paint(): void {
    const sql = this.area.value;
    replace(this.echo, highlighted(sql), '\n');
    const count = sql.split('\n').length;
    this.lines.textContent = Array.from({ length: count }, (_, i) => String(i + 1)).join('\n');
  }

  private follow(): void {
    this.echo.scrollTop = this.area.scrollTop;
    this.echo.scrollLeft = this.area.scrollLeft;
    this.lines.scrollTop = this.area.scrollTop;
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.run();
    }
  }
}
