import { app } from 'electron';
import type { CallOutput } from '../../../contract/ipc/define.ts';
import type { shellDomain } from '../../../contract/ipc/shell.ts';
import { isDevelopmentRuntime, preferredLocale } from '../system/runtime.ts';

/** The language that the app speaks unless a setting names one. Once the app is ready. */
export const appLocale = (): string =>
  preferredLocale(
    app.commandLine.getSwitchValue('lang'),
    app.getPreferredSystemLanguages(),
    app.getLocale(),
  );

/** What the page may know of the program it runs in. */
export const appFacts = (locale: string): CallOutput<typeof shellDomain.calls.about> => ({
  version: app.getVersion(),
  electron: process.versions.electron ?? '',
  chromium: process.versions.chrome ?? '',
  node: process.versions.node,
  platform: process.platform as 'linux' | 'darwin' | 'win32',
  developmentRuntime: isDevelopmentRuntime(process.versions.electron ?? ''),
  locale,
});
