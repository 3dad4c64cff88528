import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { HistoryMove } from '../../contract/ipc/devices.ts';
import type { EngineEvents } from '../events.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import type { Store } from '../store/index.ts';
import { seenNow } from '../store/testing/sample.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { joiningAt, showCode } from '../testing/link-device.ts';
import { tapNetwork } from '../testing/tapped-network.ts';
import { startTestMessenger } from '../testing/test-messenger.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';
import { offerLifetimeMs } from './sending.ts';

let world: World;
let aisyah: Person;
const count = 3_000;

beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
});
afterEach(() => world.close());

const uuid = (group: string, number: number) =>
  `${group}0000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

/** Fills the person's database with so much talk with three people nobody knows. */
const fill = (store: Store, messages = count): void => {
  for (const chat of [1, 2, 3]) {
    store.contacts.save({
      accountId: uuid('a', chat),
      name: `Person ${chat}`,
      number: null,
      username: null,
      kind: 'person',
      gone: false,
      standing: 'accepted',
      blocked: false,
    });
    store.chats.create({ chatId: uuid('c', chat), accountId: uuid('a', chat), activeAt: chat });
  }
  store.messages.add(
    Array.from({ length: messages }, (_, index) => ({
      chatId: uuid('c', (index % 3) + 1),
      messageId: uuid('e', index),
      outgoing: index % 4 === 0,
      sentAt: 1_000_000 + index,
      at: 1_000_000 + index,
      body: { kind: 'text' as const, text: `word${index} ${'lorem ipsum '.repeat(index % 20)}` },
      state: index % 4 === 0 ? ('read' as const) : null,
    })),
  );
};
const readAll = (store: Store): void => {
  for (const chat of [1, 2])
    store.chats.markRead(uuid('c', chat), Number.MAX_SAFE_INTEGER, seenNow);
};
const moveOf = async (person: Person): Promise<HistoryMove | null> =>
  (await person.handlers().devices.get({})).history;
const staged = (person: Person, ...stages: readonly HistoryMove['stage'][]): Promise<HistoryMove> =>
  person.own().until(async () => {
    const move = await moveOf(person);
    return move && stages.includes(move.stage) && move;
  });
const linked = async (): Promise<Person> => {
  await aisyah.online();
  return world.device(aisyah, 'Laptop', { withHistory: true });
};
const person = (chat: number): Pick<Person, 'accountId'> => ({ accountId: uuid('a', chat) });
/** Chats that were told to have got history. */
const filledIn = (who: Person): ReadonlySet<string> =>
  new Set(
    who
      .own()
      .events.filter(({ name }) => name === 'messages.filledIn')
      .flatMap(({ payload }) => (payload as EngineEvents['messages.filledIn']).chatIds),
  );
const chatIdsOf = async (who: Person): Promise<ReadonlySet<string>> => {
  const { chats } = await who.handlers().chats.list({ limit: 10, before: null });
  return new Set(chats.map(({ chatId }) => chatId));
};
/** What a person sees of their chats and messages, wherever these stand. */
const seen = async (who: Person): Promise<unknown> => {
  const { chats } = await who.handlers().chats.list({ limit: 100, before: null });
  const messages = [];
  for (const chat of [1, 2, 3])
    for (const message of await who.messagesWith(person(chat)))
      messages.push({ ...message, chatId: chat, order: 0 });
  return {
    messages,
    chats: chats
      .map(({ chatId: _, ...chat }) => chat)
      .sort((a, b) => a.peer.accountId.localeCompare(b.peer.accountId)),
  };
};

test('history moves to a new device, whole, and both say so', async () => {
  await workInStore(aisyah, (store) => {
    fill(store);
    readAll(store);
  });
  const laptop = await linked();
  expect(await staged(laptop, 'done')).toMatchObject({
    direction: 'receiving',
    doneMessages: count,
    totalMessages: count,
    problem: null,
  });
  expect(await staged(aisyah, 'done')).toMatchObject({ direction: 'sending', doneMessages: count });
  expect(await seen(laptop)).toEqual(await seen(aisyah));
  const found = await laptop.handlers().chats.search({ text: 'word2999', limit: 5 });
  expect(found.messages).toHaveLength(1);
});

test('the server has ciphertext, and nothing of it once it arrived', async () => {
  await workInStore(aisyah, (store) => fill(store, 500));
  await aisyah.online();
  const network = tapNetwork(createNodeNetwork());
  const laptop = await world.device(aisyah, 'Laptop', { withHistory: true, options: { network } });
  network.onRequest = (request, pass) =>
    request.url.includes('/chunks/') ? Promise.reject(new CodedError('offline')) : pass();
  await aisyah.own().until(async () => (await moveOf(aisyah))?.doneMessages === 500);
  const folder = join(world.server.dataDir, 'transfers');
  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const chunks = files().filter(({ name }) => /^\d+\./.test(name));
  expect(chunks).toHaveLength(1);
  for (const { parentPath, name } of chunks)
    expect(readFileSync(join(parentPath, name)).includes('lorem')).toBe(false);
  network.onRequest = (_, pass) => pass();
  await staged(laptop, 'done');
  await staged(aisyah, 'done');
  expect(files()).toEqual([]);
});

test('the key of a transfer is gone once that is done or cancelled', async () => {
  const keyOf = async (who: Person, name: string) => {
    const kept: { value: unknown } = { value: null };
    await workInStore(who, (store) => {
      kept.value = store.meta.get(name);
    });
    return kept.value;
  };
  const laptop = await linked();
  await staged(laptop, 'done');
  await staged(aisyah, 'done');
  expect(await keyOf(laptop, 'history.receiving')).toMatchObject({ stage: 'done', key: null });
  expect(await keyOf(aisyah, 'history.sending')).toMatchObject({ stage: 'done', key: null });
});

test('an empty history comes to its end, too', async () => {
  const laptop = await linked();
  expect(await staged(laptop, 'done')).toMatchObject({ doneMessages: 0, totalMessages: 0 });
});

test('killed again and again on both sides, it comes whole', async () => {
  await workInStore(aisyah, (store) => fill(store));
  const laptop = await linked();
  let broken = 0;
  for (const [person, chunks] of [
    [laptop, 1],
    [aisyah, 1],
    [laptop, 2],
    [aisyah, 2],
  ] as const) {
    // While the first or second chunk that it asks about is on its way.
    let asked = 0;
    person.network().onRequest = (request, pass) => {
      if (request.url.includes('/chunks/')) asked++;
      return pass();
    };
    const isDone = async () => (await moveOf(person))?.stage === 'done';
    await person.own().until(async () => asked >= chunks || isDone());
    if (!(await isDone())) broken++;
    await person.crash();
  }
  expect(broken).toBeGreaterThan(1);
  await staged(laptop, 'done');
  await staged(aisyah, 'done');
  expect(await seen(laptop)).toEqual(await seen(aisyah));
});

test('a chunk whose answer is lost is put once, also over a crash then', async () => {
  await workInStore(aisyah, (store) => fill(store));
  await aisyah.online();
  let lost = 0;
  aisyah.network().onRequest = async ({ method, url }, pass) => {
    const answer = await pass();
    if (method !== 'PUT' || !url.includes('/chunks/') || lost >= 2) return answer;
    lost++;
    throw new CodedError('offline');
  };
  const laptop = await world.device(aisyah, 'Laptop', { withHistory: true });
  await aisyah.own().until(() => lost === 2);
  await aisyah.crash();
  await staged(laptop, 'done');
  await staged(aisyah, 'done');
  expect(await seen(laptop)).toEqual(await seen(aisyah));
});

test('a chunk that the server is still taking when it is tried again is put once', async () => {
  await workInStore(aisyah, (store) => fill(store));
  await aisyah.online();
  let late: (() => Promise<unknown>) | null = null;
  let landed = 0;
  aisyah.network().onRequest = async ({ method, url }, pass) => {
    if (method === 'PUT' && url.includes('/chunks/') && landed === 0 && !late) {
      late = pass;
      throw new CodedError('offline');
    }
    const answer = await pass();
    // Told of what there is, the app puts the chunk again; the former one gets there first.
    if (late && method === 'GET' && url.includes('/transfers/')) {
      const land = late;
      late = null;
      await land();
      landed++;
    }
    return answer;
  };
  const laptop = await world.device(aisyah, 'Laptop', { withHistory: true });
  await staged(laptop, 'done', 'failed');
  expect(landed).toBe(1);
  expect((await staged(aisyah, 'done', 'failed')).stage).toBe('done');
  expect(await seen(laptop)).toEqual(await seen(aisyah));
});

test('what comes while history moves stands behind it', async () => {
  await workInStore(aisyah, (store) => fill(store));
  const badrul = await world.person('+60123456702', 'Badrul');
  const chat = await badrul.chatWith(aisyah);
  await badrul.send(chat, 'before');
  await aisyah.received(badrul, 1);
  const laptop = await linked();
  await laptop.online();
  for (let at = 0; at < 5; at++) await badrul.send(chat, `live ${at}`);
  await laptop.received(badrul, 5);
  await staged(laptop, 'done');
  expect(await laptop.textsFrom(badrul)).toEqual([
    'before',
    ...[0, 1, 2, 3, 4].map((at) => `live ${at}`),
  ]);
});

test('whoever has a chat open hears that history came into it, once it is there', async () => {
  await workInStore(aisyah, (store) => fill(store));
  await aisyah.online();
  const network = tapNetwork(createNodeNetwork());
  network.onRequest = (request, pass) =>
    request.url.includes('/chunks/') ? Promise.reject(new CodedError('offline')) : pass();
  const laptop = await world.device(aisyah, 'Laptop', { withHistory: true, options: { network } });
  const found: Promise<number>[] = [];
  laptop.own().on('messages.filledIn', ({ chatIds }) => {
    for (const chatId of chatIds)
      found.push(
        laptop
          .handlers()
          .messages.page({ chatId, anchor: { at: 'newest' }, before: 9, after: 0 })
          .then(({ messages }) => messages.length),
      );
  });
  network.onRequest = (_, pass) => pass();
  await staged(laptop, 'done');
  await laptop.own().until(() => filledIn(laptop).size === 3);
  expect(filledIn(laptop)).toEqual(await chatIdsOf(laptop));
  expect(new Set(await Promise.all(found))).toEqual(new Set([9]));
});

test('cancelled by the new device, what arrived stays and the other one stops', async () => {
  await workInStore(aisyah, (store) => fill(store));
  const laptop = await linked();
  await laptop.own().until(async () => ((await moveOf(laptop))?.doneMessages ?? 0) > 0);
  await laptop.handlers().devices.cancelHistory({});
  expect(await staged(laptop, 'cancelled')).toMatchObject({ problem: null });
  await staged(aisyah, 'cancelled', 'done');
  const { chats } = await laptop.handlers().chats.list({ limit: 10, before: null });
  expect(chats).toHaveLength(3);
  await laptop.own().until(() => filledIn(laptop).size === 3);
});

test('cancelled by the sending device, the new one hears of it', async () => {
  await workInStore(aisyah, (store) => fill(store));
  await aisyah.online();
  const laptop = await world.device(aisyah, 'Laptop', { withHistory: true });
  await aisyah.handlers().devices.cancelHistory({});
  expect(await staged(laptop, 'cancelled')).toMatchObject({ direction: 'receiving' });
  expect((await moveOf(aisyah))?.stage).toBe('cancelled');
});

test('a chunk that the server bends is not taken; tried again, it comes', async () => {
  await workInStore(aisyah, (store) => fill(store, 50));
  await aisyah.online();
  const network = tapNetwork(createNodeNetwork());
  network.onRequest = async (request, pass) => {
    const response = await pass();
    const isChunk = request.url.includes('/chunks/') && response.body !== '';
    return isChunk ? { ...response, body: `${response.body.slice(0, -1)}\0` } : response;
  };
  const laptop = await world.device(aisyah, 'Laptop', { withHistory: true, options: { network } });
  expect(await staged(laptop, 'failed', 'done')).toMatchObject({
    stage: 'failed',
    problem: { code: 'proof_invalid' },
    doneMessages: 0,
  });
  network.onRequest = (_, pass) => pass();
  await laptop.handlers().devices.resumeHistory({});
  await staged(laptop, 'done');
  expect(await seen(laptop)).toEqual(await seen(aisyah));
});

test('an offer that no device took in time is taken back', async () => {
  const clock = createHandClock();
  const badrul = await world.person('+60123456702', 'Badrul', { clock });
  await badrul.online();
  const app = await startTestMessenger({ defaultServerUrl: world.server.url });
  const code = await showCode(app, 'Laptop');
  await badrul.handlers().devices.approve({ code, withHistory: true });
  await app.close();
  expect(await moveOf(badrul)).toMatchObject({ direction: 'sending', stage: 'waiting' });
  clock.forward(offerLifetimeMs + 1_000);
  await badrul.online();
  await badrul.own().until(async () => (await moveOf(badrul)) === null);
});

test('while history waits for one new device, none is promised to a second, and the person is told why', async () => {
  await aisyah.online();
  const { devices } = aisyah.handlers();
  const apps = [];
  for (const name of ['Laptop', 'Tablet']) {
    const app = await startTestMessenger({ defaultServerUrl: world.server.url });
    apps.push({ app, code: await showCode(app, name) });
  }
  const [first, second] = apps.map(({ code }) => code);
  await devices.approve({ code: first ?? '', withHistory: true });
  const refused = devices.approve({ code: second ?? '', withHistory: true });
  await expect(refused).rejects.toMatchObject({ code: 'history_moving' });
  // The first one joins with what it was given, all the same.
  const joining = apps[0]?.app;
  if (!joining) throw new Error('no app');
  await joiningAt(joining, 'answered');
  await joining.handlers.devices.confirm({});
  expect((await joining.handlers.account.get({})).phase).toBe('ready');
  await devices.cancelHistory({});
  await devices.approve({ code: second ?? '', withHistory: true });
  for (const { app } of apps) await app.close();
});

test('where the server lets no device join, no history is promised either', async () => {
  await aisyah.online();
  const { devices } = aisyah.handlers();
  const app = await startTestMessenger({ defaultServerUrl: world.server.url });
  const code = await showCode(app, 'Laptop');
  const network = aisyah.network();
  network.onRequest = async (request, pass) =>
    request.url.endsWith('/v1/devices/tickets')
      ? { status: 409, retryAfterMs: undefined, body: JSON.stringify({ code: 'too_many_devices' }) }
      : pass();
  const refused = devices.approve({ code, withHistory: true });
  await expect(refused).rejects.toMatchObject({ code: 'too_many_devices' });
  expect(await moveOf(aisyah)).toBeNull();
  network.onRequest = (_, pass) => pass();
  await devices.approve({ code, withHistory: true });
  expect(await moveOf(aisyah)).toMatchObject({ direction: 'sending', stage: 'waiting' });
  await app.close();
});
