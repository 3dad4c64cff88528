import { afterEach, beforeEach, expect, test } from 'vitest';
import { logOrigin, serverIdOf } from '../../contract/transparency/checkpoint.ts';
import { formatVerifierKey } from '../../contract/transparency/verifier-key.ts';
import { logKeyBytes } from '../../contract/wire/transparency.ts';
import { openServerIdentity } from '../../server/modules/server-identity/server-identity.ts';
import { openLogKey } from '../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../server/platform/random.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { accountId, createFolder } from '../store/testing/sample.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { loneContext } from '../testing/lone-context.ts';
import { type Carrying, createCarrying } from './carrying.ts';
import { saveKnownLog } from './known-log.ts';

const [own, aisyah] = [accountId(0), accountId(1)];
const hourMs = 3_600_000;

const here = eachStore();
let folder: ReturnType<typeof createFolder>;
let clock: HandClock;
let carrying: Carrying;
/** A checkpoint of the server's log, of so many entries. */
let noteOf: (size: number) => string;
beforeEach(() => {
  folder = createFolder();
  const server = openServerIdentity(folder.path, systemRandom);
  const logKey = openLogKey(folder.path, systemRandom);
  const origin = logOrigin({ serverId: serverIdOf(server.publicKey), log: 'keys', epoch: 1 });
  noteOf = (size) => logKey.signNote(origin, { size, root: new Uint8Array(32).fill(size) });
  const serverKey = toBase64(server.publicKey);
  const verifierKey = formatVerifierKey(logKey.verifierKey(origin));
  const signature = toBase64(server.sign(logKeyBytes(verifierKey)));
  const named = { witnesses: [], demanded: [] };
  saveKnownLog(here.store.meta, { serverKey, verifierKey, signature, ...named });
  here.store.logNotes.keepNote({ origin, size: 9, note: noteOf(9), seenAt: 1 });
  clock = createHandClock();
  carrying = createCarrying(loneContext(here.store, { clock }), {
    log: 'keys',
    serverKey: () => serverKey,
    ownId: () => own,
  });
});
afterEach(() => folder.remove());

const bring = (size: number): boolean =>
  carrying.heard([{ accountId: own, deviceId: 2, note: noteOf(size) }]);

test('a device is heard so often in an hour that passed, whatever the clock is set to', () => {
  expect([1, 2, 3, 4, 5].map(bring)).toEqual([true, true, true, true, false]);
  for (const byMs of [2 * hourMs, -4 * hourMs]) {
    clock.set(byMs);
    expect(bring(6)).toBe(false);
  }
  clock.forward(hourMs);
  expect(bring(7)).toBe(true);
});

test('who was told is told again after their time, and by a clock that was put back at once', () => {
  expect(carrying.noteFor(own)).toBe(noteOf(9));
  carrying.told(own);
  expect(carrying.noteFor(own)).toBeNull();
  clock.forward(hourMs);
  expect(carrying.noteFor(own)).toBe(noteOf(9));
  clock.set(hourMs);
  carrying.told(own);
  clock.set(-hourMs);
  expect(carrying.noteFor(own)).toBe(noteOf(9));
});

test('who may not be told yet is looked at again seconds later, also where the clock was put back', () => {
  expect(carrying.noteFor(aisyah)).toBeNull();
  clock.set(-hourMs);
  clock.forward(6_000);
  here.store.chats.wroteTo = () => true;
  expect(carrying.noteFor(aisyah)).toBe(noteOf(9));
});
