import { expect, it } from 'vitest';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { type Person, startWorld, textOf, type World } from '../testing/world.ts';

interface Two {
  readonly world: World;
  readonly aisyah: Person;
  readonly badrul: Person;
  readonly clock: HandClock;
  /** Aisyah's chat with Badrul, and his with her. */
  readonly hers: string;
  readonly his: () => Promise<string>;
}

/** Two people; Badrul's computer has a clock of its own. */
const withTwo = async (work: (two: Two) => Promise<void>): Promise<void> => {
  const world = await startWorld();
  try {
    const clock = createHandClock();
    const aisyah = await world.person('+60123456701', 'Aisyah');
    const badrul = await world.person('+60123456702', 'Badrul', { clock });
    const hers = await aisyah.chatWith(badrul);
    await work({ world, aisyah, badrul, clock, hers, his: () => badrul.chatWith(aisyah) });
  } finally {
    await world.close();
  }
};

const readAll = async (person: Person, chatId: string): Promise<void> => {
  await person.handlers().messages.markRead({ chatId, throughOrder: Number.MAX_SAFE_INTEGER - 1 });
};
const texts = async (person: Person, other: Person) =>
  (await person.messagesWith(other)).filter(({ body }) => body.kind === 'text').map(textOf);
const found = async (person: Person, text: string) =>
  (await person.handlers().chats.search({ text, limit: 20 })).messages;
const setTimer = (person: Person, chatId: string, afterS: number | null) =>
  person.handlers().chats.setTimer({ chatId, afterS });

it('a received message goes its time after it was seen, from the chat, the list and the search', () =>
  withTwo(async ({ aisyah, badrul, clock, hers, his }) => {
    await aisyah.send(hers, 'tinggal');
    await setTimer(aisyah, hers, 3_600);
    const sent = await aisyah.send(hers, 'rahsia besar');
    expect(sent.expiry).toMatchObject({ afterS: 3_600 });
    await badrul.received(aisyah, 2);
    const chatId = await his();
    clock.forward(7_200_000);
    expect(await texts(badrul, aisyah)).toEqual(['tinggal', 'rahsia besar']);
    const [, , seen] = await badrul.messagesWith(aisyah);
    expect(seen?.expiry).toEqual({ afterS: 3_600, at: null });
    await readAll(badrul, chatId);
    const begun = (await badrul.messagesWith(aisyah)).at(-1)?.expiry?.at ?? 0;
    expect(Math.abs(begun - clock.now() - 3_600_000)).toBeLessThan(2_000);
    clock.forward(3_590_000);
    expect(await found(badrul, 'rahsia')).toHaveLength(1);
    const gone: number[] = [];
    badrul.own().on('messages.changed', ({ removedOrders }) => gone.push(...removedOrders));
    clock.forward(20_000);
    expect(gone).toEqual([seen?.order]);
    expect(await texts(badrul, aisyah)).toEqual(['tinggal']);
    expect(await found(badrul, 'rahsia')).toEqual([]);
    const { chats } = await badrul.handlers().chats.list({ limit: 5, before: null });
    expect(chats[0]?.lastMessage?.body).toMatchObject({ kind: 'notice', notice: 'timer_set' });
    expect(chats[0]?.timerS).toBe(3_600);
    // Hers runs by her clock, which was not put forward.
    expect(await texts(aisyah, badrul)).toEqual(['tinggal', 'rahsia besar']);
  }));

it('the sender’s own goes its time after the server took it, and not while it waits to be sent', () =>
  withTwo(async ({ aisyah, badrul, clock, his }) => {
    const chatId = await his();
    await setTimer(badrul, chatId, 60);
    badrul.network().offline = true;
    badrul.network().cut();
    await badrul.own().until(async () => {
      const { state } = await badrul.handlers().connection.get({});
      return state !== 'online';
    });
    await badrul.send(chatId, 'nanti');
    clock.forward(600_000);
    expect(await texts(badrul, aisyah)).toEqual(['nanti']);
    badrul.network().offline = false;
    await badrul.handlers().connection.retry({});
    await aisyah.received(badrul, 1);
    await badrul.own().until(async () => (await badrul.messagesWith(aisyah)).at(-1)?.expiry?.at);
    clock.forward(50_000);
    expect(await texts(badrul, aisyah)).toEqual(['nanti']);
    clock.forward(11_000);
    expect(await texts(badrul, aisyah)).toEqual([]);
  }));

it('what was over while the app was closed is gone before anything is shown', () =>
  withTwo(async ({ aisyah, badrul, clock, hers, his }) => {
    await setTimer(aisyah, hers, 30);
    await aisyah.send(hers, 'sekejap');
    await badrul.received(aisyah, 1);
    const chatId = await his();
    await readAll(badrul, chatId);
    badrul.network().offline = true;
    await badrul.whileClosed(() => clock.forward(40_000));
    const { chats } = await badrul.handlers().chats.list({ limit: 5, before: null });
    expect(chats[0]?.lastMessage?.body.kind).toBe('notice');
    expect(await texts(badrul, aisyah)).toEqual([]);
    expect(await found(badrul, 'sekejap')).toEqual([]);
  }));

it('killed around the moment: what is over is gone after it, what is not is there', () =>
  withTwo(async ({ aisyah, badrul, clock, hers, his }) => {
    await setTimer(aisyah, hers, 600);
    await aisyah.send(hers, 'satu');
    await badrul.received(aisyah, 1);
    const chatId = await his();
    await readAll(badrul, chatId);
    await badrul.crash();
    expect(await texts(badrul, aisyah)).toEqual(['satu']);
    clock.sleep(700_000);
    await badrul.crash();
    expect(await texts(badrul, aisyah)).toEqual([]);
    await badrul.crash();
    expect(await texts(badrul, aisyah)).toEqual([]);
    // The same once more, as from a server that lost an acknowledgement, is known.
    await aisyah.send(hers, 'dua');
    await badrul.received(aisyah, 1);
    expect(await texts(badrul, aisyah)).toEqual(['dua']);
  }));

it('a clock that is set moves nothing while the server’s is known, and sleep counts', () =>
  withTwo(async ({ aisyah, badrul, clock, hers, his }) => {
    await setTimer(aisyah, hers, 3_600);
    await aisyah.send(hers, 'jam');
    await badrul.received(aisyah, 1);
    await readAll(badrul, await his());
    clock.set(86_400_000);
    clock.forward(15_000);
    expect(await texts(badrul, aisyah)).toEqual(['jam']);
    const shown = (await badrul.messagesWith(aisyah)).at(-1)?.expiry?.at ?? 0;
    expect(shown - clock.now()).toBeLessThanOrEqual(3_600_000);
    clock.set(-30 * 86_400_000);
    expect(await texts(badrul, aisyah)).toEqual(['jam']);
    clock.sleep(3_600_000);
    expect(await texts(badrul, aisyah)).toEqual([]);
  }));

it('a deleted message that is brought back disappears all the same', () =>
  withTwo(async ({ aisyah, badrul, clock, hers, his }) => {
    await setTimer(aisyah, hers, 60);
    await aisyah.send(hers, 'hilang');
    await badrul.received(aisyah, 1);
    const chatId = await his();
    const order = (await badrul.messagesWith(aisyah)).at(-1)?.order ?? 0;
    await badrul.handlers().messages.deleteForMe({ chatId, orders: [order] });
    await badrul.handlers().messages.restoreDeleted({ orders: [order] });
    expect(await texts(badrul, aisyah)).toEqual(['hilang']);
    clock.forward(61_000);
    expect(await texts(badrul, aisyah)).toEqual([]);
    await badrul.handlers().messages.deleteForMe({ chatId, orders: [order] });
    await badrul.handlers().messages.settleDeleted({});
  }));

it('what has disappeared is in no report, also in the moment after sleep', () =>
  withTwo(async ({ aisyah, badrul, clock, hers, his }) => {
    await aisyah.send(hers, 'tinggal');
    await setTimer(aisyah, hers, 60);
    await aisyah.send(hers, 'hilang');
    await badrul.received(aisyah, 2);
    const chatId = await his();
    await readAll(badrul, chatId);
    const { reportPreview, report } = badrul.handlers().messages;
    const before = (await reportPreview({ chatId })).messages;
    expect(before.map(textOf)).toEqual(['tinggal', 'hilang']);
    clock.sleep(61_000);
    // Shown a moment ago, and chosen now.
    const messageIds = before.map(({ messageId }) => messageId);
    await expect(report({ chatId, messageIds, note: '', alsoBlock: false })).rejects.toMatchObject({
      code: 'not_found',
    });
    await readAll(badrul, chatId);
    expect((await reportPreview({ chatId })).messages.map(textOf)).toEqual(['tinggal']);
  }));

it('the preview of a report removes what has disappeared by itself', () =>
  withTwo(async ({ aisyah, badrul, clock, hers, his }) => {
    await setTimer(aisyah, hers, 60);
    await aisyah.send(hers, 'hilang');
    await badrul.received(aisyah, 1);
    const chatId = await his();
    await readAll(badrul, chatId);
    clock.sleep(61_000);
    const { messages } = await badrul.handlers().messages.reportPreview({ chatId });
    expect(messages).toEqual([]);
  }));
