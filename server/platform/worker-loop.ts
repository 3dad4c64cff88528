/** Work of which there is one at a time, however often it is woken. */
export interface WorkerLoop {
  /** Works now, or once more when what is being done has ended. */
  readonly wake: () => void;
  /** What is being done; it never rejects. */
  readonly running: () => Promise<void> | undefined;
  /** Nothing begins from now on; resolves when what is being done has ended. */
  readonly close: () => Promise<void>;
}

/** After a failure nothing is done until it is woken anew: what woke it meanwhile would only fail, too. */
export const createWorkerLoop = (
  work: () => Promise<void>,
  onFailed: (error: unknown) => void,
): WorkerLoop => {
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;
  const wake = (): void => {
    if (closed) return;
    if (running !== undefined) {
      again = true;
      return;
    }
    running = work()
      .catch((error: unknown) => {
        again = false;
        onFailed(error);
      })
      .finally(() => {
        running = undefined;
        if (!again) return;
        again = false;
        wake();
      });
  };
  return {
    wake,
    running: () => running,
    close: async () => {
      closed = true;
      await running;
    },
  };
};
