import { expect, it } from 'vitest';
import { workInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

const withTwo = async (
  work: (two: { world: World; aisyah: Person; badrul: Person; hers: string }) => Promise<void>,
  defaultTimerS: number | null = null,
): Promise<void> => {
  const world = await startWorld();
  try {
    const aisyah = await world.person('+60123456701', 'Aisyah');
    const key = 'privacy.disappearAfterS';
    if (defaultTimerS !== null)
      await aisyah.handlers().accountSettings.set({ key, value: defaultTimerS });
    const badrul = await world.person('+60123456702', 'Badrul');
    await work({ world, aisyah, badrul, hers: await aisyah.chatWith(badrul) });
  } finally {
    await world.close();
  }
};

const setTimer = (person: Person, chatId: string, afterS: number | null) =>
  person.handlers().chats.setTimer({ chatId, afterS });
const timerOf = async (person: Person, chatId: string) =>
  (await person.handlers().chats.get({ chatId })).timerS;
const lines = async (person: Person, other: Person) =>
  (await person.messagesWith(other)).map(({ body }) =>
    body.kind === 'notice'
      ? `${body.timer?.own ? 'own' : 'other'} ${body.timer?.afterS}`
      : body.kind === 'text' && body.text,
  );
const hasTimer = (person: Person, chatId: string, afterS: number | null) =>
  person.own().until(async () => (await timerOf(person, chatId)) === afterS);
const setOnline = async (person: Person, isOnline: boolean) => {
  person.network().offline = !isOnline;
  if (isOnline) {
    await person.handlers().connection.retry({});
    await person.online();
    return;
  }
  person.network().cut();
  await person
    .own()
    .until(async () => (await person.handlers().connection.get({})).state !== 'online');
};

it('both sides have the timer that one of them set, and a line that says who', () =>
  withTwo(async ({ aisyah, badrul, hers }) => {
    await aisyah.send(hers, 'hai');
    await badrul.received(aisyah, 1);
    const his = await badrul.chatWith(aisyah);
    const { unreadCount } = await badrul.handlers().chats.get({ chatId: his });
    await setTimer(aisyah, hers, 86_400);
    await hasTimer(badrul, his, 86_400);
    await setTimer(badrul, his, null);
    await hasTimer(aisyah, hers, null);
    // Saying the same again says nothing.
    await setTimer(badrul, his, null);
    expect(await lines(aisyah, badrul)).toEqual(['hai', 'own 86400', 'other null']);
    expect(await lines(badrul, aisyah)).toEqual(['hai', 'other 86400', 'own null']);
    expect((await badrul.handlers().chats.get({ chatId: his })).unreadCount).toBe(unreadCount);
    expect(badrul.own().events.filter(({ name }) => name === 'chats.incoming')).toHaveLength(1);
  }));

it('set by both while apart, the shorter holds on both sides', () =>
  withTwo(async ({ aisyah, badrul, hers }) => {
    await aisyah.send(hers, 'hai');
    await badrul.received(aisyah, 1);
    const his = await badrul.chatWith(aisyah);
    await setOnline(aisyah, false);
    await setOnline(badrul, false);
    await setTimer(aisyah, hers, 86_400);
    await setTimer(badrul, his, 300);
    await setOnline(aisyah, true);
    await setOnline(badrul, true);
    await hasTimer(aisyah, hers, 300);
    expect(await timerOf(badrul, his)).toBe(300);
    await aisyah.send(hers, 'lima minit');
    await badrul.received(aisyah, 2);
    expect((await badrul.messagesWith(aisyah)).at(-1)?.expiry?.afterS).toBe(300);
    expect(await timerOf(badrul, his)).toBe(300);
  }));

it('the default is for chats that the person starts, and told with the first message', () =>
  withTwo(async ({ aisyah, badrul, hers }) => {
    expect(await timerOf(aisyah, hers)).toBe(3_600);
    expect(await aisyah.messagesWith(badrul)).toEqual([]);
    await aisyah.send(hers, 'hai');
    await badrul.received(aisyah, 1);
    const his = await badrul.chatWith(aisyah);
    expect(await timerOf(badrul, his)).toBe(3_600);
    expect(await lines(aisyah, badrul)).toEqual(['own 3600', 'hai']);
    expect(await lines(badrul, aisyah)).toEqual(['other 3600', 'hai']);
  }, 3_600));

it('a chat that somebody else starts has the timer that they tell, and none otherwise', () =>
  withTwo(async ({ world, aisyah }) => {
    const chong = await world.person('+60123456703', 'Chong');
    await chong.send(await chong.chatWith(aisyah), 'hai');
    await aisyah.received(chong, 1);
    expect(await timerOf(aisyah, await aisyah.chatWith(chong))).toBe(null);
  }, 3_600));

it('who lost the timer hears of it again', () =>
  withTwo(async ({ aisyah, badrul, hers }) => {
    await aisyah.send(hers, 'hai');
    await badrul.received(aisyah, 1);
    const his = await badrul.chatWith(aisyah);
    for (const afterS of [300, 600, 900]) await setTimer(aisyah, hers, afterS);
    await hasTimer(badrul, his, 900);
    await workInStore(badrul, (store) =>
      store.chats.setTimer(his, { afterS: null, version: 0, untold: false }),
    );
    await setTimer(badrul, his, 30);
    await hasTimer(badrul, his, 900);
    expect(await timerOf(aisyah, hers)).toBe(900);
  }));

it('a timer alone makes no chat, and one out of bounds is brought within them', () =>
  withTwo(async ({ aisyah, badrul, hers }) => {
    await expect(
      setTimer(aisyah, '00000000-0000-4000-8000-000000000000', 30),
    ).rejects.toMatchObject({ code: 'not_found' });
    await setTimer(aisyah, hers, 30);
    await setTimer(aisyah, hers, null);
    await aisyah.send(hers, 'hai');
    await badrul.received(aisyah, 1);
    expect(await lines(badrul, aisyah)).toEqual(['hai']);
  }));
