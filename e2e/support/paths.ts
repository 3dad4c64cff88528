import { join } from 'node:path';

/** The project's root. */
export const projectRoot = join(import.meta.dirname, '..', '..');

/** What `build/bundle` makes: the app's folder for Electron and the server as one file. */
export const appFolder = join(projectRoot, 'dist', 'app');
export const serverProgram = join(projectRoot, 'dist', 'server', 'server.mjs');

/** Where screenshots for the README go, when asked for. */
export const screensFolder = join(projectRoot, 'docs', 'screens');
