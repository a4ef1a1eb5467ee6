/**
 * Asks now and then again each period after the answer, until the returned function is called; rests while the tab is
 * hidden. Who wants to know of a failure is told of each; the next round asks again all the same.
 */
export function poll(periodMillis: number, ask: () => Promise<void>, failed?: (error: unknown) => void): () => void {
  let closed = false;
  let timer: number | undefined;
  const round = async (): Promise<void> => {
    if (!document.hidden) {
      try {
        await ask();
      } catch (error) {
        // The status strip says when the mill is away.
        failed?.(error);
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
