import { join } from 'node:path';

/** The project's root. */
export const projectRoot = join(import.meta.dirname, '..', '..');

const builtFolder = process.env.BISIK_E2E_DIST ?? join(projectRoot, 'dist');

/** What `build/bundle` makes: the app's folder for Electron and the server as one file. */
export const appFolder = join(builtFolder, 'app');
export const serverProgram = join(builtFolder, 'server', 'server.mjs');

/** Where screenshots for the README go, when asked for. */
export const screensFolder = join(projectRoot, 'docs', 'screens');
