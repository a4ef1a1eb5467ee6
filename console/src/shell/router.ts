import type { Context, Page, PageFactory } from './page';

/** Routes live after the #, so that the server serves one file and a link to a table can be shared. */
export class Router {
  private page: Page | null = null;
  private readonly listeners = new Set<(name: string) => void>();

  constructor(
    private readonly outlet: HTMLElement,
    private readonly context: Context,
    private readonly pages: ReadonlyMap<string, PageFactory>,
    private readonly home: string,
  ) {}

  start(): void {
    window.addEventListener('hashchange', () => this.show());
    this.show();
  }

  watch(listener: (name: string) => void): void {
    this.listeners.add(listener);
  }

  private show(): void {
    const [name = '', argument] = window.location.hash.replace(/^#\/?/, '').split('/');
    const chosen = this.pages.has(name) ? name : this.home;
    const factory = this.pages.get(chosen);
    if (factory === undefined) return;
    this.page?.close();
    this.page = factory(this.context, argument === undefined || argument === '' ? null : decodeURIComponent(argument));
    this.outlet.replaceChildren(this.page.element);
    for (const listener of this.listeners) listener(chosen);
  }
}

export function link(page: string, argument?: string): string {
  return `#/${page}${argument === undefined ? '' : `/${encodeURIComponent(argument)}`}`;
}
