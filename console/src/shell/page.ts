import type { StatusFeed } from '../api/feed';

export interface Context {
  readonly feed: StatusFeed;
  navigate(page: string, argument?: string): void;
}

/** What a route shows; closed when another takes its place. */
export interface Page {
  readonly element: HTMLElement;
  close(): void;
}

export type PageFactory = (context: Context, argument: string | null) => Page;
