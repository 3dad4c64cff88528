import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from './app.ts';

/** Where an app's database is and what opens it. */
export interface AppDatabase {
  readonly databaseFile: string;
  readonly databaseKey: Uint8Array;
}

/** Has a running app's keyring open the database key, so that a journey can work on the database once the app is closed. */
export const databaseOf = async (app: App): Promise<AppDatabase> => {
  const vault = JSON.parse(await readFile(join(app.profileFolder, 'vault.json'), 'utf8')) as {
    wrapped: string;
  };
  const secret = await app.electron.evaluate(
    ({ safeStorage }, wrapped) => safeStorage.decryptString(Buffer.from(wrapped, 'base64')),
    vault.wrapped,
  );
  return {
    databaseFile: join(app.profileFolder, 'data', 'bisik.db'),
    databaseKey: new Uint8Array(Buffer.from(secret.split(':').at(-1) ?? '', 'base64')),
  };
};
