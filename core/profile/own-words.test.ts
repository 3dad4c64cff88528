import { beforeEach, expect, it } from 'vitest';
import { answering } from '../testing/lies/stage.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let laptop: Person;
let desktop: Person;

beforeEach(async () => {
  world = await startWorld();
  laptop = await world.person('+60123456701', 'Aisyah');
  desktop = await world.device(laptop, 'Meja');
  return () => world.close();
});

const ownOn = async (device: Person) => {
  const state = await device.handlers().account.get({});
  if (state.phase !== 'ready') throw new Error(`no account: ${state.phase}`);
  return state;
};
const named = (device: Person, name: string) =>
  device.own().until(async () => (await ownOn(device)).name === name);
const usernameOn = async (device: Person) => (await ownOn(device)).username;
const set = async (device: Person, name: string | null) => {
  await device.handlers().account.setUsername({ name });
  return usernameOn(device);
};
const same = (device: Person, username: string | null) =>
  device.own().until(async () => (await usernameOn(device)) === username);
const goOffline = (device: Person) => {
  device.network().offline = true;
  device.network().cut();
};
const goOnline = async (device: Person) => {
  device.network().offline = false;
  await device.handlers().connection.retry({});
  await device.online();
};

it('a name that is set on one device is on the other, and what contacts get from there', async () => {
  await laptop.handlers().account.setName({ name: 'Aisyah Yusof' });
  await named(desktop, 'Aisyah Yusof');
  const badrul = await world.person('+60123456702', 'Badrul');
  await desktop.send(await desktop.chatWith(badrul), 'salam');
  await badrul.received(laptop, 1);
  const { chats } = await badrul.handlers().chats.list({ limit: 5, before: null });
  expect(chats[0]?.peer.name).toBe('Aisyah Yusof');
});

it('names set while apart: the newest stands on both, also over a restart', async () => {
  goOffline(desktop);
  await laptop.handlers().account.setName({ name: 'Dahulu' });
  await desktop.handlers().account.setName({ name: 'Kemudian' });
  expect((await ownOn(desktop)).name).toBe('Kemudian');
  await goOnline(desktop);
  await named(laptop, 'Kemudian');
  await desktop.reopen();
  await laptop.reopen();
  expect([(await ownOn(laptop)).name, (await ownOn(desktop)).name]).toEqual([
    'Kemudian',
    'Kemudian',
  ]);
});

it('killed as soon as a name is set, nothing is lost', async () => {
  goOffline(laptop);
  await laptop.handlers().account.setName({ name: 'Sebelum mati' });
  await laptop.crash();
  expect((await ownOn(laptop)).name).toBe('Sebelum mati');
  await goOnline(laptop);
  await named(desktop, 'Sebelum mati');
});
it('a username whose answer was lost is the account’s on all devices once the server says it, and what was refused is not', async () => {
  let isLost = true;
  answering(
    laptop,
    (path) => path === '/v1/account/username',
    (body) => (isLost ? { status: 503 } : body),
  );
  await expect(set(laptop, 'aisyah')).rejects.toMatchObject({ code: 'unavailable' });
  isLost = false;
  goOffline(laptop);
  await goOnline(laptop);
  const username = await laptop.own().until(() => usernameOn(laptop));
  expect(username).toMatch(/^aisyah[.]/);
  await same(desktop, username);
  await expect(set(laptop, 'admin')).rejects.toMatchObject({ code: 'username_taken' });
  goOffline(laptop);
  await goOnline(laptop);
  expect(await usernameOn(laptop)).toBe(username);
});

it('a username that is set on one device is on the other, and what the other introduces the person by', async () => {
  await same(desktop, await set(laptop, 'aisyah'));
  const badrul = await world.person('+60123456702', 'Badrul');
  await desktop.send(await desktop.chatWith(badrul), 'salam');
  await badrul.received(laptop, 1);
  const { username } = await badrul.own().until(async () => {
    const { chats } = await badrul.handlers().chats.list({ limit: 5, before: null });
    return chats[0]?.peer.username ? chats[0].peer : null;
  });
  expect(username).toBe(await usernameOn(laptop));
  await set(laptop, null);
  await same(desktop, null);
});

it('a username set while the other is away: it is there with its next connection, even when no other word of it comes', async () => {
  goOffline(desktop);
  const first = await set(laptop, 'aisyah');
  await goOnline(desktop);
  await same(desktop, first);
  goOffline(desktop);
  // The device dies before it can say anything to the others.
  laptop.network().onSend = () => undefined;
  const second = await set(laptop, 'yusof');
  await laptop.close();
  await goOnline(desktop);
  await same(desktop, second);
});

it('an answer from before a username was set here changes nothing', async () => {
  const before = await set(laptop, 'aisyah');
  await same(desktop, before);
  goOffline(desktop);
  let answerNow = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    desktop.network().onRequest = async ({ method, url }, pass) => {
      const answer = await pass();
      if (method !== 'GET' || !url.endsWith('/v1/account') || answer.status !== 200) return answer;
      await new Promise<void>((answered) => {
        answerNow = answered;
        resolve();
      });
      return answer;
    };
  });
  await goOnline(desktop);
  await asked;
  const after = await set(desktop, 'yusof');
  answerNow();
  await same(laptop, after);
  goOffline(laptop);
  await goOnline(laptop);
  expect([await usernameOn(desktop), await usernameOn(laptop)]).toEqual([after, after]);
});
