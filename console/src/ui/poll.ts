/** Asks now and then again each period after the answer, until the returned function is called; rests while the tab is hidden. */
export function poll(periodMillis: number, ask: () => Promise<void>): () => void {
  let closed = false;
  let timer: number | undefined;
  const round = async (): Promise<void> => {
    if (!document.hidden) {
      try {
        await ask();
      } catch {
        // The status strip says when the mill is away; the next round asks again.
      }
    }
    if (!closed) timer = window.setTimeout(() => void round(), periodMillis);
  };
  void round();
  return () => {
    closed = true;
    window.clearTimeout(timer);
  };
}
