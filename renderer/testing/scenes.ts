import type { StoreState } from '../../contract/ipc/engine-state.ts';
import { deviceScenes } from './device-scenes.ts';
import { encryptionScenes } from './encryption-scenes.ts';
import { createSampleWorld, sampleNow } from './fake/sample-world.ts';
import { createWorld, fakeServer, readyAccount, type World } from './fake/world.ts';
import { keyScenes } from './key-scenes.ts';
import { rowScenes } from './row-scenes.ts';
import { toMessage, toUuid } from './samples.ts';
import { sharingScenes } from './sharing-scenes.ts';
import { timerScenes } from './timer-scenes.ts';

const number = '+60123456701';

const longChat = (): World => {
  const world = createSampleWorld();
  const chat = toUuid(3, 2);
  world.messages.set(
    chat,
    Array.from({ length: 100_000 }, (_, i) =>
      toMessage({
        messageId: toUuid(i + 1, 103),
        chatId: chat,
        order: i + 1,
        outgoing: i % 3 === 0,
        at: sampleNow - (100_000 - i) * 97_000,
        text: `Baris ${i + 1}. ${'Perbualan yang panjang sekali. '.repeat(i % 7)}`,
        state: i % 3 === 0 ? 'read' : null,
      }),
    ),
  );
  return world;
};

/** After a repair that lost something; `keys`: what became of them. */
const salvaged = (keys: NonNullable<StoreState['kept']>['keys']): World =>
  createSampleWorld({
    store: {
      state: 'salvaged',
      problem: { code: 'store_damaged' },
      keptAt: '~/.config/Bisik/data/bisik.db.damaged-2026-11-23',
      kept: { chats: 8, messages: 1204, keys },
      at: sampleNow,
    },
  });

/** Worlds to look at, by name. */
export const scenes: Record<string, () => World> = {
  ...sharingScenes,
  ...deviceScenes,
  ...timerScenes,
  ...keyScenes,
  ...rowScenes,
  ...encryptionScenes,
  chat: createSampleWorld,
  long: longChat,
  empty: createWorld,
  echo: () => {
    const world = createSampleWorld();
    return { ...world, chats: world.chats.filter((chat) => chat.peer.kind === 'local_program') };
  },
  offline: () =>
    createSampleWorld({
      connection: {
        state: 'offline',
        since: sampleNow - 26 * 60_000,
        problem: null,
        offeredKey: null,
        queuedCount: 1,
      },
    }),
  alarm: () =>
    createSampleWorld({
      connection: {
        state: 'offline',
        since: sampleNow - 60_000,
        problem: { code: 'server_key_changed' },
        offeredKey: {
          publicKey: 'b3RoZXI=',
          keyFingerprint: '10077 38841 92635 48120 77301 66258 04193 31927',
        },
        queuedCount: 0,
      },
    }),
  signedout: () =>
    createSampleWorld({
      account: {
        phase: 'signed_out',
        server: fakeServer,
        number,
        reason: 'device_removed',
      },
    }),
  salvaged: () => salvaged('whole'),
  salvagedPartly: () => salvaged('partly'),
  failed: () =>
    createWorld({
      store: {
        state: 'failed',
        problem: { code: 'store_newer' },
        keptAt: null,
        kept: null,
        at: null,
      },
    }),
  welcome: () =>
    createWorld({
      account: { phase: 'new', server: null, defaultServerUrl: 'http://127.0.0.1:7480' },
    }),
  local: () =>
    createWorld({
      account: { phase: 'new', server: null, defaultServerUrl: 'http://127.0.0.1:7480' },
      codes: [{ number, code: '482913', expiresAt: Date.now() + 598_000 }],
    }),
  code: () => {
    const expiresAt = Date.now() + 598_000;
    return createWorld({
      account: {
        phase: 'code_sent',
        server: fakeServer,
        number,
        expiresAt,
        resendAt: Date.now() + 28_000,
      },
      codes: [{ number, code: '482913', expiresAt }],
    });
  },
  name: () => createWorld({ account: { phase: 'verified', server: fakeServer, number } }),
  choose: () => createWorld({ vault: { status: 'choose', protection: null, backend: null } }),
  passphrase: () =>
    createSampleWorld({ vault: { status: 'ready', protection: 'passphrase', backend: null } }),
  locked: () =>
    createWorld({ vault: { status: 'locked', protection: 'passphrase', backend: null } }),
  keylost: () => createWorld({ vault: { status: 'key_lost', protection: null, backend: null } }),
  keptaside: () =>
    createSampleWorld({
      keptAside: 'settings.json.unreadable-2026-11-23',
      account: readyAccount(),
    }),
};
