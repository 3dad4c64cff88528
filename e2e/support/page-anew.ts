import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import type { App } from './app.ts';
import type { Scope } from './scope.ts';
import { waitFor } from './wait.ts';

/**
 * The page of a window whose process was exchanged for another: the driver holds on to the one that ended, so this looks at
 * the window with another one. `app.electron` goes on as before.
 */
export const pageAnew = async (app: App, scope: Scope): Promise<Page> => {
  const [port] = (await readFile(join(app.profileFolder, 'DevToolsActivePort'), 'utf8')).split(
    '\n',
  );
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, {
    noDefaults: true,
  });
  scope.own({ close: () => browser.close() });
  return waitFor(() => browser.contexts()[0]?.pages()[0], { what: 'the page' });
};
