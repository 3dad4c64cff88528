import type { ElectronApplication, Page } from '@playwright/test';

export interface OpenWindow {
  readonly app: ElectronApplication;
  readonly page: Page;
}

export interface OpenWindowOptions {
  /** Starts the app under the driver. */
  readonly launch: () => Promise<ElectronApplication>;
  readonly close: (app: ElectronApplication) => Promise<void>;
  /** How long a window may take once the driver holds the app. */
  readonly timeoutMs: number;
  readonly say: (text: string) => void;
}

/** An app that ended, or that could not start, is told otherwise. */
const isTimeout = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'TimeoutError';

/** What the app itself says; null when it does not answer. */
const windowsOf = (app: ElectronApplication): Promise<number | null> => {
  const asked = app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  const late = new Promise<null>((resolve) => setTimeout(resolve, 5_000, null).unref());
  return Promise.race([asked.catch(() => null), late]);
};

/**
 * Starts the app and waits for its window. On a loaded machine the driver now and then misses the window that opens while it
 * connects, and waits for ever: then the app is started once more, which is said. An app that ends, that has no window by its own
 * account, or that shows none twice rejects.
 */
export async function openWindow(options: OpenWindowOptions): Promise<OpenWindow> {
  const { launch, close, timeoutMs, say } = options;
  const open = async (): Promise<OpenWindow> => {
    const app = await launch();
    try {
      return { app, page: await app.firstWindow({ timeout: timeoutMs }) };
    } catch (error) {
      const windows = isTimeout(error) ? await windowsOf(app) : null;
      await close(app);
      throw windows === 0 ? new Error('the app runs and has no window', { cause: error }) : error;
    }
  };
  try {
    return await open();
  } catch (error) {
    if (!isTimeout(error)) throw error;
    say(`The driver saw no window (${error.message.split('\n')[0]}): one second start`);
    return open();
  }
}
