import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchApp } from '../../e2e/support/app.ts';
import { openPeer, type Peer } from '../../e2e/support/peer.ts';
import { withStore } from '../../e2e/support/peer-store.ts';
import { waitFor } from '../../e2e/support/wait.ts';
import type { World } from '../../e2e/support/world.ts';
import { type SeedChat, seedStore } from './seed.ts';

/** A profile that the app opens as its own, and whose database can be worked on while the app is closed. */
export interface Profile {
  readonly profileFolder: string;
  readonly databaseFile: string;
  readonly databaseKey: Uint8Array;
  readonly number: string;
  readonly name: string;
  /** The same person without a window, while the app is closed. */
  readonly openPeer: () => Promise<Peer>;
}

/** The key that the app just made, unwrapped by the keyring that wrapped it. */
const keyOf = async (profileFolder: string, world: World): Promise<Uint8Array> => {
  const app = await launchApp({
    profileFolder,
    serverUrl: world.server.url,
    keyring: world.keyring,
  });
  try {
    const text = await waitFor(
      () => readFile(join(profileFolder, 'vault.json'), 'utf8').catch(() => undefined),
      { what: 'the vault' },
    );
    const { wrapped } = JSON.parse(text) as { wrapped: string };
    const secret = await app.electron.evaluate(async ({ safeStorage }, given) => {
      const bytes = Buffer.from(given, 'base64');
      return 'decryptStringAsync' in safeStorage
        ? (await safeStorage.decryptStringAsync(bytes)).result
        : (safeStorage as Electron.SafeStorage).decryptString(bytes);
    }, wrapped);
    // The key in base64 behind a label that ends with a colon.
    const key = new Uint8Array(Buffer.from(secret.slice(secret.lastIndexOf(':') + 1), 'base64'));
    if (key.length !== 32) throw new Error('the keyring gave no key');
    return key;
  } finally {
    await app.close();
  }
};

/** Starts the app once for its vault, registers its person, and fills its database. */
export const makeProfile = async (
  world: World,
  profileFolder: string,
  person: { readonly name: string; readonly chats?: readonly SeedChat[] },
): Promise<Profile> => {
  const databaseKey = await keyOf(profileFolder, world);
  const data = join(profileFolder, 'data');
  await mkdir(data, { recursive: true });
  const number = world.numbers.malaysian();
  const open = () =>
    openPeer({
      folder: data,
      serverUrl: world.server.url,
      number,
      name: person.name,
      databaseKey,
      codeFor: (wanted) => world.server.codeFor(wanted),
    });
  const peer = await open();
  await peer.close();
  const database = { databaseFile: peer.databaseFile, databaseKey };
  const { chats } = person;
  if (chats) await withStore(database, (store) => seedStore(store, { chats, endAt: Date.now() }));
  return { ...database, profileFolder, number, name: person.name, openPeer: open };
};
