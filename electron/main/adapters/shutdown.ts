import { app } from 'electron';

/** Ends the app once everything is closed; a second wish to quit waits for the first, since the engine still writes. */
export const closeBeforeQuit = (options: {
  /** The person or the system wants it: what hides and hangs on may go. */
  letGo: () => void;
  /** At once: what shows. */
  hide: () => void;
  close: () => readonly Promise<unknown>[];
}): void => {
  let closing = false;
  app.on('before-quit', options.letGo);
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    options.hide();
    if (closing) return;
    closing = true;
    void Promise.allSettled(options.close()).then(() => app.exit(0));
  });
};
