import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeServerFrame } from '../../contract/wire/frames.ts';
import { limits } from '../../contract/wire/limits.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { signingPublicKey } from '../crypto/signing.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import type { HttpResponse } from '../platform/types.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';
import { makeFarewell } from './farewell.ts';
import { needSyncSecret } from './sync-key.ts';

let world: World;
let aisyah: Person;
let laptop: Person;

beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  await aisyah.online();
  laptop = await world.device(aisyah, 'Laptop');
  await laptop.online();
});
afterEach(() => world.close());

const unlink = (wipe: boolean, deviceIds = [2]) =>
  aisyah.handlers().devices.unlink({ deviceIds, wipe });
const phaseOf = async (person: Person) => (await person.handlers().account.get({})).phase;
const chats = async (person: Person) =>
  (await person.handlers().chats.list({ limit: 50, before: null })).chats.length;
const write = async (): Promise<void> => {
  const badrul = await world.person('+60123456702', 'Badrul');
  await laptop.send(await laptop.chatWith(badrul), 'Hai');
  await badrul.received(laptop, 1);
};

test('unlinked without a word, a device is locked and keeps its messages', async () => {
  await write();
  const { devices } = await unlink(false);
  expect(devices?.map(({ deviceId }) => deviceId)).toEqual([1]);
  await laptop.own().until(async () => (await phaseOf(laptop)) === 'signed_out');
  expect(await laptop.handlers().account.get({})).toMatchObject({ reason: 'device_removed' });
  expect(await chats(laptop)).toBe(1);
  await laptop.reopen();
  expect(await phaseOf(laptop)).toBe('signed_out');
});

test('unlinked with a word, it is wiped and new, and says who did it', async () => {
  await aisyah.handlers().devices.rename({ name: 'Meja' });
  await write();
  await unlink(true);
  await laptop.own().until(async () => (await phaseOf(laptop)) === 'new');
  await laptop.own().until(async () => (await chats(laptop)) === 0);
  expect(laptop.own().events.at(-1)).toMatchObject({
    name: 'account.changed',
    payload: { phase: 'new', unlinked: { by: 'Meja' } },
  });
  await laptop.reopen();
  expect(await phaseOf(laptop)).toBe('new');
  expect(await chats(laptop)).toBe(0);
  // Said until somebody begins.
  const state = () => laptop.handlers().account.get({});
  expect(await state()).toMatchObject({ unlinked: { by: 'Meja', at: expect.any(Number) } });
  await laptop.handlers().account.requestCode({ number: '+60123456709' });
  await laptop.handlers().account.restart({});
  expect(await state()).not.toHaveProperty('unlinked');
});

test('a device that was away is wiped when it comes back', async () => {
  await write();
  await laptop.whileClosed(async () => {
    await unlink(true);
  });
  await laptop.own().until(async () => (await phaseOf(laptop)) === 'new');
  await laptop.own().until(async () => (await chats(laptop)) === 0);
});

test('this device is not unlinked by itself, and one that is gone is told so', async () => {
  await expect(unlink(false, [1])).rejects.toMatchObject({ code: 'bad_request' });
  await unlink(false);
  await expect(unlink(false)).rejects.toMatchObject({ code: 'not_found' });
});

test('all others at once', async () => {
  const desktop = await world.device(aisyah, 'Desktop');
  await desktop.handlers().devices.refresh({});
  await laptop.handlers().devices.refresh({});
  await unlink(true, [2, 3]);
  for (const device of [laptop, desktop])
    await device.own().until(async () => (await phaseOf(device)) === 'new');
});

/** Unlinks another device with a word, and gives that word. */
const wordToAnother = async (): Promise<string> => {
  const desktop = await world.device(aisyah, 'Desktop');
  await desktop.handlers().devices.refresh({});
  let word = '';
  aisyah.network().onRequest = (request, pass) => {
    if (request.url.endsWith('/v1/devices/remove') && typeof request.body === 'string')
      word = JSON.parse(request.body).devices[0].farewell;
    return pass();
  };
  await unlink(true, [3]);
  await desktop.own().until(async () => (await phaseOf(desktop)) === 'new');
  return word;
};

test.each([
  ['says no more than that it was removed', async () => undefined],
  ['makes up a word', async () => Buffer.alloc(400, 7).toString('base64')],
  ['hands over the word to another device', wordToAnother],
])('a server that %s wipes nothing', async (_, wordOf) => {
  await write();
  const farewell = await wordOf();
  const details = { reason: 'device_removed', ...(farewell === undefined ? {} : { farewell }) };
  const body = JSON.stringify({ code: 'unauthorized', details });
  laptop.network().onRequest = async ({ url }, pass) =>
    url.endsWith('/v1/account') ? { status: 401, retryAfterMs: undefined, body } : pass();
  await unlink(false);
  await laptop.own().until(async () => (await phaseOf(laptop)) === 'signed_out');
  expect(await chats(laptop)).toBe(1);
});

/** Has the server refuse the first device, with this word to it, and gives what became of it. */
const refusedWith = async (farewell: string) => {
  const details = { reason: 'device_removed', farewell } as const;
  const body = JSON.stringify({ code: 'unauthorized', details });
  aisyah.network().onRequest = async ({ url }, pass) =>
    url.endsWith('/v1/account') ? { status: 401, retryAfterMs: undefined, body } : pass();
  const error = { code: 'unauthorized', details: { reason: 'device_removed' } } as const;
  aisyah.network().inject(encodeServerFrame({ kind: 'error', requestId: 0, error }));
  return aisyah.own().until(async () => {
    const phase = await phaseOf(aisyah);
    return phase !== 'ready' && phase;
  });
};
/** What whoever reads the second device's disk can say to the first. */
const wordOf = async (thief: Person, at: number): Promise<string> => {
  const target = await lookInStore(aisyah, ({ keys }) => keys.identity()?.signingKey);
  const word = await lookInStore(thief, ({ keys, meta }) => {
    const identity = keys.identity();
    if (!identity || !target) throw new Error('no keys');
    const signingKey = toBase64(signingPublicKey(target));
    const said = { by: 'Laptop', at };
    const secret = needSyncSecret(meta, thief.accountId);
    const named = { deviceId: 1, signingKey };
    return makeFarewell(secret, identity, named, said, createNodeRandom());
  });
  return word;
};
const listedIds = async () =>
  (await aisyah.handlers().devices.refresh({})).devices?.map(({ deviceId }) => deviceId);

test('a device of the account has the first wiped, too, by a word of its own time', async () => {
  const word = await wordOf(laptop, Date.now());
  expect(await listedIds()).toEqual([1, 2]);
  expect(await refusedWith(word)).toBe('new');
});

test.each([
  ['was kept back for longer than the server keeps it', -limits.formerTokenLifetimeMs - 60_000],
  ['is of the future', 600_000],
])('a word that %s wipes nothing', async (_, sinceMs) => {
  const word = await wordOf(laptop, Date.now() + sinceMs);
  expect(await listedIds()).toEqual([1, 2]);
  expect(await refusedWith(word)).toBe('signed_out');
});

test.each([
  ['listed no more', false],
  ['still listed by the server', true],
])('a device that was unlinked, and is %s, has nobody wiped', async (_, isStillListed) => {
  const word = await wordOf(laptop, Date.now());
  const bodies: HttpResponse[] = [];
  if (isStillListed)
    aisyah.network().onRequest = async ({ url, method }, pass) => {
      const response = await pass();
      if (method !== 'GET' || !url.endsWith('/v1/devices')) return response;
      bodies.push(response);
      return bodies[0] ?? response;
    };
  expect(await listedIds()).toEqual([1, 2]);
  await unlink(false);
  expect(await listedIds()).toEqual(isStillListed ? [1, 2] : [1]);
  expect(await refusedWith(word)).toBe('signed_out');
});
