import { endpointsPage } from './endpoints.ts';
import { errorsPage } from './errors.ts';
import { ipcPage } from './ipc.ts';
import { noticesPage } from './notices.ts';
import { settingsPage } from './settings.ts';

/** Every generated page by its path from the root. */
export const pages: Readonly<Record<string, () => string>> = {
  'docs/generated/settings.md': settingsPage,
  'docs/generated/errors.md': errorsPage,
  'docs/generated/ipc.md': ipcPage,
  'docs/generated/endpoints.md': endpointsPage,
  'docs/generated/third-party-notices.md': noticesPage,
};
