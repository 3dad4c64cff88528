import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { HttpRequest, HttpResponse } from '../platform/types.ts';
import { openStore, type Store } from '../store/index.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

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

const make = () => aisyah.handlers().devices.makeNewKeys({});
const state = async (person = aisyah) => (await person.handlers().devices.get({})).newKeys;
const phaseOf = async (person: Person) => (await person.handlers().account.get({})).phase;

const setSendsRead = (value: boolean) =>
  aisyah.handlers().accountSettings.set({ key: 'privacy.sendReadReceipts', value, until: null });
const sendsRead = async (person: Person): Promise<boolean> =>
  (await person.handlers().accountSettings.get({})).values['privacy.sendReadReceipts'] === true;

let numbers = 10;
/** Somebody who never heard of the account before. */
const stranger = () => world.person(`+601234567${++numbers}`, 'Chong');

/** What a person needs of an account: to write, and to be written to. */
const isUsable = async (): Promise<void> => {
  await aisyah.online();
  const chong = await stranger();
  await chong.send(await chong.chatWith(aisyah), 'Hello');
  await aisyah.received(chong, 1);
  await aisyah.send(await aisyah.chatWith(chong), 'Hai');
  await chong.received(aisyah, 1);
};

/** Looks into what is closed. */
const inside = async <T>(look: (store: Store) => T): Promise<T> => {
  let found: { readonly is: T } | undefined;
  await aisyah.whileClosed(async ({ file, key }) => {
    const { store } = await openStore({ file, key, clock: { now: Date.now } });
    if (store) found = { is: look(store) };
    await store?.close();
  });
  if (!found) throw new Error('the database did not open');
  return found.is;
};
const keyOf = (store: Store): string => {
  const identity = store.keys.identity();
  const pair = identity && IdentityKeyPair.deserialize(new Uint8Array(identity.keyPair));
  return Buffer.from(pair?.publicKey.serialize() ?? []).toString('base64');
};
const shownKey = async (): Promise<string> => {
  const chong = await stranger();
  let shown = '';
  chong.network().onRequest = async ({ url }, pass) => {
    const answer = await pass();
    if (url.endsWith(`/v1/accounts/${aisyah.accountId}/keys`))
      shown = JSON.parse(answer.body).identityKey;
    return answer;
  };
  await chong.send(await chong.chatWith(aisyah), 'Hello');
  await chong.own().until(async () => shown !== '');
  return shown;
};
/** Bends what becomes of one request by the end of its address. */
const on = (
  end: string,
  bend: (request: HttpRequest, pass: () => Promise<HttpResponse>) => Promise<HttpResponse>,
): void => {
  aisyah.network().onRequest = (request, pass) =>
    request.url.endsWith(end) ? bend(request, pass) : pass();
};
const lost = async (): Promise<never> => {
  throw new CodedError('offline');
};
const renewal = '/v1/account/identity';
/** Until what asked is killed. */
const held = ({ signal }: HttpRequest): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new CodedError('offline')));
  });

test('makes new keys: the others are locked, keep what they have, and say why; this one goes on', async () => {
  const badrul = await world.person('+60123456702', 'Badrul');
  await laptop.send(await laptop.chatWith(badrul), 'Hai');
  await badrul.received(laptop, 1);
  const before = await shownKey();
  const { newKeys, devices } = await make();
  expect(newKeys).toEqual({ stage: 'none', madeAt: expect.any(Number), problem: null });
  // Still a list, without the others: the screen that asked stands over it.
  expect(devices).toMatchObject([{ deviceId: 1 }]);
  await laptop.own().until(async () => (await phaseOf(laptop)) === 'signed_out');
  expect(await laptop.handlers().account.get({})).toMatchObject({ reason: 'keys_replaced' });
  expect(await laptop.messagesWith(badrul)).toHaveLength(1);
  await laptop.reopen();
  expect(await phaseOf(laptop)).toBe('signed_out');
  await isUsable();
  const after = await shownKey();
  expect(after).not.toBe(before);
  expect(await inside(keyOf)).toBe(after);
});

test('a computer that was ended can be linked anew, with what it has', async () => {
  await make();
  await laptop.own().until(async () => (await phaseOf(laptop)) === 'signed_out');
  const desktop = await world.device(aisyah, 'Desktop');
  await desktop.online();
  const chong = await stranger();
  await chong.send(await chong.chatWith(aisyah), 'To both');
  await aisyah.received(chong, 1);
  await desktop.received(chong, 1);
  const listed = (await aisyah.handlers().devices.refresh({})).devices;
  expect(listed?.map(({ name }) => name)).toEqual([expect.any(String), 'Desktop']);
});

test('the settings go to the server under the new sync key, and the name is readable under it', async () => {
  await aisyah.handlers().devices.rename({ name: 'Study' });
  await setSendsRead(true);
  await laptop.own().until(() => sendsRead(laptop));
  await make();
  const desktop = await world.device(aisyah, 'Desktop');
  await desktop.own().until(() => sendsRead(desktop));
  await setSendsRead(false);
  await desktop.own().until(async () => !(await sendsRead(desktop)));
  const listed = (await desktop.handlers().devices.refresh({})).devices;
  expect(listed?.map(({ name }) => name)).toEqual(['Study', 'Desktop']);
});

test('what was given to others is drawn anew', async () => {
  const told: Record<string, string[]> = { profile: [], delivery: [] };
  aisyah.network().onRequest = (request, pass) => {
    const [, what = ''] = /\/v1\/account\/(profile|delivery)$/.exec(request.url) ?? [];
    const hash = /"tokenHash":"([^"]+)"/.exec(String(request.body))?.[1];
    if (hash !== undefined) told[what]?.push(hash);
    return pass();
  };
  const hashes = (count: number) => async () =>
    Object.values(told).every((of) => new Set(of).size >= count);
  await aisyah.handlers().profile.setAbout({ about: 'At sea' });
  await aisyah.handlers().accountSettings.set({
    key: 'privacy.whoCanWrite',
    value: { audience: 'contacts', always: [], never: [] },
    until: null,
  });
  await aisyah.own().until(hashes(1));
  await aisyah.own().until(async () => !(await aisyah.handlers().profile.get({})).waiting);
  await make();
  await aisyah.own().until(hashes(2));
  expect((await aisyah.handlers().profile.get({})).about).toBe('At sea');
});

test('what waits is read before the keys that open it are gone', async () => {
  const chong = await stranger();
  await aisyah.whileClosed(async () => {
    const chatId = await chong.chatWith(aisyah);
    for (let count = 1; count <= 40; count++) await chong.send(chatId, `Message ${count}`);
    await chong
      .own()
      .until(async () =>
        (await chong.messagesWith(aisyah)).every((message) => message.state === 'sent'),
      );
  });
  await aisyah
    .own()
    .until(async () => (await aisyah.handlers().connection.get({})).state !== 'offline');
  await make();
  expect(await aisyah.textsFrom(chong)).toHaveLength(40);
});

test('without a connection nothing changes, and that is said', async () => {
  const before = await inside(keyOf);
  await aisyah.online();
  aisyah.network().offline = true;
  aisyah.network().cut();
  await expect(make()).rejects.toMatchObject({ code: 'offline' });
  expect(await state()).toEqual({ stage: 'none', madeAt: null, problem: null });
  expect(await inside(keyOf)).toBe(before);
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  await isUsable();
  expect(await phaseOf(laptop)).toBe('ready');
});

describe('the answer is lost', () => {
  test.each([
    ['before the server heard the question', lost],
    [
      'after the server had done it',
      async (pass: () => Promise<HttpResponse>) => {
        await pass();
        return lost();
      },
    ],
  ])('%s: it is asked again, and done once', async (_, bend) => {
    let first = true;
    on(renewal, (_request, pass) => {
      if (!first) return pass();
      first = false;
      return bend(pass);
    });
    expect((await make()).newKeys.stage).toBe('waiting');
    await aisyah.own().until(async () => (await state()).madeAt !== null);
    await isUsable();
    expect(await inside(keyOf)).toBe(await shownKey());
  });

  test('nothing is sent or taken until it is known which keys the account has', async () => {
    const badrul = await world.person('+60123456702', 'Badrul');
    const chatId = await aisyah.chatWith(badrul);
    on(renewal, lost);
    expect((await make()).newKeys.stage).toBe('waiting');
    await aisyah.send(chatId, 'Kept back');
    await aisyah.own().until(async () => (await state()).stage === 'waiting');
    expect(await badrul.textsFrom(aisyah)).toEqual([]);
    on(renewal, (_request, pass) => pass());
    await badrul.received(aisyah, 1);
  });
});

describe('killed', () => {
  /** Lets it be killed at a moment of the asking. */
  const killedAt = async (
    moment: (pass: () => Promise<HttpResponse>) => Promise<unknown>,
  ): Promise<void> => {
    const killed = new Promise<void>((resolve) => {
      on(renewal, async (request, pass) => {
        await moment(pass);
        resolve();
        return held(request);
      });
    });
    make().catch(() => undefined);
    await killed;
    await aisyah.crash();
  };
  test.each<[string, Parameters<typeof killedAt>[0]]>([
    ['before it asked', async () => undefined],
    ['before it heard the answer', (pass) => pass()],
  ])('%s, it goes on with the same keys', async (_, moment) => {
    await killedAt(moment);
    await aisyah.own().until(async () => (await state()).madeAt !== null);
    await laptop.own().until(async () => (await phaseOf(laptop)) === 'signed_out');
    await isUsable();
    expect(await inside(keyOf)).toBe(await shownKey());
  });

  test('before the server was seen to have them, it looks again', async () => {
    const killed = new Promise<void>((resolve) => {
      on('/v1/devices', (request) => {
        resolve();
        return held(request);
      });
    });
    make().catch(() => undefined);
    await killed;
    await aisyah.crash();
    await aisyah.own().until(async () => (await state()).madeAt !== null);
    await isUsable();
  });

  test('before the settings were under the new key, they are put there afterwards', async () => {
    await setSendsRead(true);
    let isMade = false;
    const put = new Promise<void>((resolve) => {
      aisyah.network().onRequest = (request, pass) => {
        if (request.url.endsWith(renewal)) isMade = true;
        const isPut = request.method === 'PUT' && request.url.endsWith('/v1/account/manifest');
        if (!isPut || !isMade) return pass();
        resolve();
        return lost();
      };
    });
    await make();
    await put;
    await aisyah.crash();
    await aisyah.online();
    const desktop = await world.device(aisyah, 'Desktop');
    await desktop.own().until(() => sendsRead(desktop));
    const problems = desktop
      .own()
      .events.filter(
        ({ name, payload }) =>
          name === 'accountSettings.changed' &&
          JSON.stringify(payload).includes('manifest_unreadable'),
      );
    expect(problems).toEqual([]);
  });
});

describe('a server', () => {
  test('that says that it did it and shows the former key is not believed: nothing changes', async () => {
    const before = await inside(keyOf);
    await aisyah.online();
    on(renewal, async () => ({ status: 200, retryAfterMs: undefined, body: '{}' }));
    await expect(make()).rejects.toMatchObject({ code: 'keys_not_taken' });
    expect(await state()).toEqual({ stage: 'none', madeAt: null, problem: null });
    expect(await inside(keyOf)).toBe(before);
    await isUsable();
    expect(await phaseOf(laptop)).toBe('ready');
  });

  test('that could not write it to its disk has done nothing, and so has this device', async () => {
    on(renewal, async () => ({
      status: 507,
      retryAfterMs: undefined,
      body: JSON.stringify({ code: 'storage_failed' }),
    }));
    await expect(make()).rejects.toMatchObject({ code: 'storage_failed' });
    await isUsable();
  });

  test('that could not say that it had written it is found to have done so', async () => {
    on(renewal, async (_request, pass) => {
      await pass();
      return {
        status: 507,
        retryAfterMs: undefined,
        body: JSON.stringify({ code: 'storage_failed' }),
      };
    });
    expect((await make()).newKeys.madeAt).not.toBeNull();
    await isUsable();
  });
});

test('of two devices that make new keys at once one stays, the other is locked', async () => {
  const both = await Promise.allSettled([make(), laptop.handlers().devices.makeNewKeys({})]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const [winner, loser] = both[0]?.status === 'fulfilled' ? [aisyah, laptop] : [laptop, aisyah];
  await loser.own().until(async () => (await phaseOf(loser)) === 'signed_out');
  expect(await phaseOf(winner)).toBe('ready');
  const chong = await stranger();
  await chong.send(await chong.chatWith(winner), 'Hello');
  await winner.received(chong, 1);
});
