import { expect, it } from 'vitest';
import { parseClientFrame } from '../../contract/wire/frames.ts';
import { openPageSource } from '../store/damage/page-source.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { addLaptop } from '../testing/laptop.ts';
import { type Person, startWorld, textOf, type World } from '../testing/world.ts';

const texts = async (person: Person, other: Person) =>
  (await person.messagesWith(other)).filter(({ body }) => body.kind === 'text').map(textOf);
const expiries = async (person: Person, other: Person) =>
  (await person.messagesWith(other)).flatMap(({ expiry }) => (expiry ? [expiry.at] : []));
const holds = (person: Person, other: Person, count: number) =>
  person.own().until(async () => (await texts(person, other)).length === count);
const readAll = async (person: Person, other: Person) =>
  person.handlers().messages.markRead({
    chatId: await person.chatWith(other),
    throughOrder: Number.MAX_SAFE_INTEGER - 1,
  });

const inWorld = async (work: (world: World) => Promise<void>): Promise<void> => {
  const world = await startWorld();
  try {
    await work(world);
  } finally {
    await world.close();
  }
};

it('on three devices the time runs from the same moment, and each deletes by itself', () =>
  inWorld(async (world) => {
    const clocks = [createHandClock(), createHandClock(), createHandClock()] as const;
    const aisyah = await world.person('+60123456701', 'Aisyah', { clock: clocks[0] });
    const badrul = await world.person('+60123456702', 'Badrul', { clock: clocks[2] });
    const laptop = await addLaptop(world, aisyah, { options: { clock: clocks[1] } });
    const hers = await aisyah.chatWith(badrul);
    await aisyah.send(hers, 'hai');
    await badrul.received(aisyah, 1);
    await holds(laptop, badrul, 1);
    const his = await badrul.chatWith(aisyah);
    await badrul.handlers().chats.setTimer({ chatId: his, afterS: 600 });
    await badrul.send(his, 'hilang');
    await holds(aisyah, badrul, 2);
    await holds(laptop, badrul, 2);
    expect(await expiries(aisyah, badrul)).toEqual([null]);
    await readAll(laptop, badrul);
    await aisyah.own().until(async () => (await expiries(aisyah, badrul))[0]);
    const [here, there] = [await expiries(aisyah, badrul), await expiries(laptop, badrul)];
    expect(Math.abs((here[0] ?? 0) - (there[0] ?? 0))).toBeLessThan(5_000);
    // What one of them sends disappears on the other, too.
    await laptop.send(await laptop.chatWith(badrul), 'sekejap');
    await holds(aisyah, badrul, 3);
    await badrul.received(aisyah, 2);
    await aisyah.own().until(async () => (await expiries(aisyah, badrul)).every(Boolean));
    for (const person of [aisyah, laptop]) {
      person.network().offline = true;
      person.network().cut();
    }
    clocks[0].forward(605_000);
    clocks[1].sleep(605_000);
    expect(await texts(aisyah, badrul)).toEqual(['hai']);
    expect(await texts(laptop, badrul)).toEqual(['hai']);
    // He has not read it, and his own runs from when it was sent.
    clocks[2].forward(605_000);
    expect(await texts(badrul, aisyah)).toEqual(['hai', 'sekejap']);
  }));

const secretPages = ({
  file,
  key,
}: {
  readonly file: string;
  readonly key: Uint8Array;
}): number => {
  const source = openPageSource({ file, key, acrossBreaks: true });
  let pages = 0;
  for (let page = 1; page <= source.pageCount; page++)
    if (source.page(page)?.includes('zxqsecret')) pages++;
  source.close();
  return pages;
};

it('the word to other devices that waits goes when the message does', () =>
  inWorld(async (world) => {
    const clock = createHandClock();
    const aisyah = await world.person('+60123456701', 'Aisyah', { clock });
    const badrul = await world.person('+60123456702', 'Badrul');
    const laptop = await addLaptop(world, aisyah);
    const hers = await aisyah.chatWith(badrul);
    await aisyah.handlers().chats.setTimer({ chatId: hers, afterS: 60 });
    // Nothing that she tells her other device arrives.
    let told = 0;
    aisyah.network().onSend = (bytes, pass) => {
      const frame = parseClientFrame(bytes);
      if (frame.kind === 'send' && frame.recipientId === aisyah.accountId) told++;
      else pass(bytes);
    };
    await aisyah.send(hers, 'zxqsecret');
    await badrul.received(aisyah, 1);
    await aisyah.own().until(() => told > 0);
    aisyah.network().offline = true;
    aisyah.network().cut();
    const files = () => ({ file: aisyah.own().databaseFile, key: aisyah.own().databaseKey });
    expect(secretPages(files())).toBeGreaterThan(0);
    clock.forward(61_000);
    expect(await texts(aisyah, badrul)).toEqual([]);
    clock.forward(11_000);
    await aisyah.own().until(() => secretPages(files()) === 0);
    aisyah.network().offline = false;
    aisyah.network().onSend = (bytes, pass) => pass(bytes);
    await aisyah.handlers().connection.retry({});
    await aisyah.handlers().chats.setTimer({ chatId: hers, afterS: null });
    await aisyah.send(hers, 'stays');
    await holds(laptop, badrul, 1);
    expect(await texts(laptop, badrul)).toEqual(['stays']);
  }));

it('of what disappeared while the app runs nothing is left in its files', () =>
  inWorld(async (world) => {
    const clock = createHandClock();
    const aisyah = await world.person('+60123456701', 'Aisyah');
    const badrul = await world.person('+60123456702', 'Badrul', { clock });
    const hers = await aisyah.chatWith(badrul);
    await aisyah.handlers().chats.setTimer({ chatId: hers, afterS: 60 });
    for (let number = 0; number < 20; number++)
      await aisyah.send(hers, `zxqsecret${number} ${'y'.repeat(number * 90)}`);
    await badrul.received(aisyah, 20);
    await readAll(badrul, aisyah);
    const files = () => ({ file: badrul.own().databaseFile, key: badrul.own().databaseKey });
    expect(secretPages(files())).toBeGreaterThan(0);
    clock.forward(61_000);
    expect(await texts(badrul, aisyah)).toEqual([]);
    clock.forward(11_000);
    await badrul.own().until(() => secretPages(files()) === 0);
    // Killed between the two: the next run does it.
    await aisyah.send(hers, 'zxqsecret again');
    await badrul.received(aisyah, 1);
    await readAll(badrul, aisyah);
    clock.forward(61_000);
    expect(await texts(badrul, aisyah)).toEqual([]);
    await badrul.crash();
    clock.forward(11_000);
    await badrul.own().until(() => secretPages(files()) === 0);
  }));
