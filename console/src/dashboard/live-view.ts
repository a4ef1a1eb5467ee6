import { viewport } from '../api/client';
import type { TableStatus, Viewport } from '../api/types';

/** Follows one small live table: asks again only when its version moved, one request at a time. */
export class LiveView {
  private version = -1;
  private asking = false;

  constructor(
    private readonly limit: number,
    private readonly receive: (view: Viewport) => void,
  ) {}

  update(table: TableStatus | undefined): void {
    if (table === undefined || this.asking || table.version === this.version) return;
    this.asking = true;
    const asked = table.version;
    viewport(table.name, { offset: 0, limit: this.limit })
      .then((view) => {
        this.version = asked;
        if (view !== null) this.receive(view);
      })
      .catch(() => {
        // The status strip already says that the mill is away; the next status asks again.
      })
      .finally(() => {
        this.asking = false;
      });
  }
}
