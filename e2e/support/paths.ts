import { join } from 'node:path';

/** The project's root. */
export const projectRoot = join(import.meta.dirname, '..', '..');

/** Names a copy of what was built, so that a run does not mind the next build. */
export const builtVariable = 'BISIK_E2E_DIST';

const copy = process.env[builtVariable];
const builtFolder = copy ?? join(projectRoot, 'dist');

/** Names another copy of the app, for windows whose owner may not enter the project. */
export const appVariable = 'BISIK_E2E_APP';

/** What `build/bundle` makes: the app's folder for Electron, and programs of one file each. */
export const appFolder = process.env[appVariable] ?? join(builtFolder, 'app');
export const serverProgram = join(builtFolder, 'server', 'server.mjs');
export const policyProgram = join(builtFolder, 'policy', 'policy.mjs');
export const affiliateProgram = join(builtFolder, 'affiliate-sandbox', 'affiliate-sandbox.mjs');
export const witnessProgram = join(builtFolder, 'witness', 'witness.mjs');
export const verifyProgram = join(builtFolder, 'bisik-verify.mjs');

/** The catalogues that the app was built with. */
export const messagesFolder = copy
  ? join(copy, 'messages')
  : join(projectRoot, 'renderer', 'i18n', 'messages');

/** Where screenshots for the README go, when asked for. */
export const screensFolder = join(projectRoot, 'docs', 'screens');
