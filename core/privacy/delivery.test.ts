import { beforeEach, expect, test } from 'vitest';
import { type Audience, only } from '../../contract/settings/audience.ts';
import { befriend } from '../testing/befriend.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;
let badrul: Person;
let chong: Person;
/** Of Badrul and Chong. */
let clock: HandClock;

beforeEach(async () => {
  world = await startWorld();
  const strict = { acceptsEverybody: false };
  aisyah = await world.person('+60123456701', 'Aisyah', strict);
  clock = createHandClock();
  badrul = await world.person('+60123456702', 'Badrul', { ...strict, clock });
  chong = await world.person('+60123456703', 'Chong', { ...strict, clock });
  return () => world.close();
});

/** Aisyah says who may write; resolves once her server asks accordingly. */
const letWrite = async (value: Audience): Promise<void> => {
  const done = new Promise<void>((resolve) => {
    const network = aisyah.network();
    const { request } = network;
    Object.assign(network, {
      request: async (asked: Parameters<typeof request>[0]) => {
        const answer = await request(asked);
        if (asked.url.endsWith('/v1/account/delivery')) resolve();
        return answer;
      },
    });
  });
  await aisyah.handlers().accountSettings.set({ key: 'privacy.whoCanWrite', value });
  await done;
};
const write = async (
  from: Person,
  text: string,
  meanwhile: () => void = () => undefined,
): Promise<string> => {
  const { messageId } = await from.send(await from.chatWith(aisyah), text);
  return from.own().until(async () => {
    meanwhile();
    const message = (await from.messagesWith(aisyah)).find((one) => one.messageId === messageId);
    const { state, problem } = message ?? {};
    if (state === 'failed') return problem?.code ?? 'failed';
    return state !== 'queued' && state;
  });
};
/** `write`, for which a refusal is expected: what is tried once more is not waited for. */
const writeInVain = (from: Person, text: string): Promise<string> =>
  write(from, text, () => clock.forward(1_000));

test('contacts write on as before; a stranger is refused, and reads no reason that tells of a block', async () => {
  await befriend(aisyah, badrul);
  await letWrite(only('contacts'));
  expect(await write(badrul, 'masih boleh')).not.toBe('not_allowed');
  await aisyah.received(badrul, 2);
  expect(await writeInVain(chong, 'salam')).toBe('not_allowed');
  expect(await aisyah.textsFrom(chong)).toEqual([]);
  // Whom she writes to may answer.
  await aisyah.send(await aisyah.chatWith(chong), 'salam dari saya');
  await chong.received(aisyah, 1);
  expect(await write(chong, 'jawapan')).not.toBe('not_allowed');
  await letWrite(only('everyone'));
  expect(await write(chong, 'lagi')).not.toBe('not_allowed');
});

test('who was away when it narrowed still gets through: the token reads itself in before the message is given up', async () => {
  await befriend(aisyah, badrul);
  const chatId = await badrul.chatWith(aisyah);
  badrul.network().offline = true;
  badrul.network().cut();
  await letWrite(only('contacts'));
  await badrul.send(chatId, 'dari luar talian');
  badrul.network().offline = false;
  await badrul.handlers().connection.retry({});
  await aisyah.received(badrul, 2);
});

test('blocking ends a token at once; the others get the next one', async () => {
  await befriend(aisyah, badrul);
  await befriend(aisyah, chong);
  await letWrite(only('contacts'));
  expect(await write(badrul, 'satu')).not.toBe('not_allowed');
  expect(await write(chong, 'satu')).not.toBe('not_allowed');
  await aisyah.handlers().people.block({ accountId: badrul.accountId });
  await badrul.own().until(async () => (await writeInVain(badrul, 'dua')) === 'not_allowed');
  await chong.own().until(async () => (await write(chong, 'dua')) !== 'not_allowed');
  // The same words as for any stranger.
  const failed = (await badrul.messagesWith(aisyah)).at(-1);
  expect(failed).toMatchObject({ state: 'failed', problem: { code: 'not_allowed' } });
});

test('nobody may write but those named, contact or not', async () => {
  await befriend(aisyah, badrul);
  await letWrite({ ...only('nobody'), always: [chong.accountId] });
  expect(await writeInVain(badrul, 'satu')).toBe('not_allowed');
  await chong.own().until(async () => (await write(chong, 'satu')) !== 'not_allowed');
});

test('a retry after a token came is taken', async () => {
  await letWrite(only('contacts'));
  const chat = await badrul.chatWith(aisyah);
  expect(await writeInVain(badrul, 'salam')).toBe('not_allowed');
  await aisyah.send(await aisyah.chatWith(badrul), 'cuba lagi');
  await badrul.received(aisyah, 1);
  const [first] = await badrul.messagesWith(aisyah);
  expect(first?.chatId).toBe(chat);
  await badrul.own().until(async () => {
    await badrul.handlers().messages.retry({ messageId: first?.messageId ?? '' });
    return (await aisyah.textsFrom(badrul)).includes('salam');
  });
});
