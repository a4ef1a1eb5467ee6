import { get } from '../api/client';
import type { Definitions, Preview } from '../api/types';
import type { LineageGraph } from '../lineage/model';
import type { Context, Page } from '../shell/page';
import { h, replace } from '../ui/dom';
import { emptyState } from '../ui/empty';
import { poll } from '../ui/poll';
import { problemBox, refusalOf } from '../ui/problem';
import { InForceCard } from './in-force';
import { downstream } from './model';
import { PastReleases } from './past';
import { PreviewCard } from './preview';

const PERIOD_MS = 2_000;

/** What is in force, what is tried beside it, and what was before. Nothing here changes anything. */
export function releasesPage(context: Context): Page {
  const view = new ReleasesView(context);
  return { element: view.element, close: () => view.close() };
}

class ReleasesView {
  readonly element: HTMLElement;
  private readonly inForce = new InForceCard();
  private readonly past = new PastReleases();
  private readonly previews = h('div', { class: 'preview-list', 'data-testid': 'previews' });
  private readonly problem = h('div', {});
  private readonly content: HTMLElement;
  private readonly cards = new Map<string, PreviewCard>();
  private readonly stop: () => void;
  private graph: LineageGraph | null = null;
  private fingerprint = '';
  private listed: string | null = null;

  constructor(private readonly context: Context) {
    this.content = h(
      'div',
      { class: 'operations-part' },
      this.inForce.element,
      h('h2', { class: 'section-title' }, 'Previews'),
      this.previews,
      this.past.element,
    );
    this.element = h(
      'div',
      { class: 'page releases-page', 'data-testid': 'page-releases' },
      h('header', { class: 'page-head' }, h('h1', {}, 'Releases'), h('span', { class: 'unit' }, 'what is in force, what is tried beside it, and what was before')),
      this.problem,
      this.content,
    );
    this.stop = poll(
      PERIOD_MS,
      () => this.look(),
      (error) => {
        const refusal = refusalOf(error);
        if (refusal === null) return;
        this.content.hidden = true;
        replace(this.problem, problemBox(refusal));
      },
    );
  }

  close(): void {
    this.stop();
  }

  private async look(): Promise<void> {
    const [definitions, { previews }] = await Promise.all([get<Definitions>('/v1/definitions'), get<{ readonly previews: readonly Preview[] }>('/v1/preview')]);
    if (previews.length > 0 && definitions.fingerprint !== this.fingerprint) {
      // Without it the page says all but what reads a table.
      this.graph = await get<LineageGraph>('/v1/lineage').catch(() => null);
      this.fingerprint = definitions.fingerprint;
    }
    replace(this.problem);
    this.content.hidden = false;
    this.inForce.update(definitions);
    this.past.update(definitions);
    this.list(previews);
    for (const preview of previews) this.refresh(preview);
  }

  private list(previews: readonly Preview[]): void {
    const names = previews.map((preview) => `${preview.name} ${preview.of}`).join('\n');
    if (names === this.listed) return;
    this.listed = names;
    for (const name of [...this.cards.keys()]) if (!previews.some((preview) => preview.name === name)) this.cards.delete(name);
    for (const [i, preview] of previews.entries()) {
      if (!this.cards.has(preview.name)) this.cards.set(preview.name, new PreviewCard(preview.name, preview.of, i === 0));
    }
    replace(
      this.previews,
      previews.length === 0
        ? h('section', { class: 'card' }, emptyState('Nothing is tried beside what runs. A preview runs the live tables that a folder changes, on the same rows, and nothing follows them.', 'tidemill preview'))
        : previews.map((preview) => this.cards.get(preview.name)?.element),
    );
  }

  private refresh(preview: Preview): void {
    const { feed } = this.context;
    this.cards.get(preview.name)?.update(
      preview,
      feed.table(preview.of) ?? null,
      feed.table(preview.name) ?? null,
      this.graph === null ? null : downstream(this.graph, preview.of),
    );
  }
}
