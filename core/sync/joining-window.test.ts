import { beforeEach, expect, test } from 'vitest';
import { offerLifetimeMs } from '../history/sending.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { showCode } from '../testing/link-device.ts';
import { type TappedNetwork, tapNetwork } from '../testing/tapped-network.ts';
import { startTestMessenger } from '../testing/test-messenger.ts';
import { lookInStore } from '../testing/work-in-store.ts';
import { type Person, startWorld, textOf, type World } from '../testing/world.ts';

let world: World;
let clock: HandClock;
let aisyah: Person;
let badrul: Person;
let chatId: string;

beforeEach(async () => {
  clock = createHandClock();
  world = await startWorld({ clock });
  aisyah = await world.person('+60123456701', 'Aisyah', { clock });
  badrul = await world.person('+60123456702', 'Badrul');
  await aisyah.online();
  await badrul.online();
  chatId = await aisyah.chatWith(badrul);
  await aisyah.send(chatId, 'before');
  await badrul.received(aisyah, 1);
  return () => world.close();
});

/** A device that the server has added, and that has no way yet to say so to the others. */
const silent = async (withHistory: boolean): Promise<[Person, TappedNetwork, () => void]> => {
  const network = tapNetwork(createNodeNetwork());
  const held: (() => void)[] = [];
  network.onSend = (bytes, pass) => void held.push(() => pass(bytes));
  const laptop = await world.device(aisyah, 'Laptop', { withHistory, options: { network } });
  const speak = () => {
    network.onSend = (bytes, pass) => pass(bytes);
    for (const say of held.splice(0)) say();
  };
  return [laptop, network, speak];
};
const texts = async (of: Person): Promise<readonly string[]> =>
  (await of.messagesWith(badrul)).map(
    (message) => `${message.outgoing ? '→' : '←'} ${textOf(message)}`,
  );
const comesTo = (of: Person, expected: readonly string[]) =>
  of.own().until(async () => JSON.stringify(await texts(of)) === JSON.stringify(expected));
const isTaken = (text: string) =>
  aisyah
    .own()
    .until(async () =>
      (await aisyah.messagesWith(badrul)).some(
        (message) => textOf(message) === text && message.state === 'delivered',
      ),
    );
const deleteLast = async (of: Person): Promise<void> => {
  const last = (await of.messagesWith(badrul)).at(-1);
  if (!last) throw new Error('nothing to delete');
  await of.handlers().messages.deleteForMe({ chatId: last.chatId, orders: [last.order] });
  await of.handlers().messages.settleDeleted({});
};

test.each([
  { withHistory: false, crash: false },
  { withHistory: false, crash: true },
  { withHistory: true, crash: false },
  { withHistory: true, crash: true },
])('what is sent and deleted before the new device speaks reaches it: %o', async (how) => {
  const [laptop, , speak] = await silent(how.withHistory);
  await aisyah.send(chatId, 'between');
  await isTaken('between');
  await badrul.send(await badrul.chatWith(aisyah), 'gone again');
  await laptop.received(badrul, 1);
  await aisyah.received(badrul, 1);
  await deleteLast(aisyah);
  if (how.crash) await aisyah.crash();
  // History waits for the new device's word; the rest comes as soon as the list shows that it is there.
  if (!how.crash || how.withHistory) speak();
  await comesTo(laptop, [...(how.withHistory ? ['→ before'] : []), '→ between']);
  speak();
});

test('of a code that nobody used nothing stays, and no key was asked for before its time was over', async () => {
  const asked: string[] = [];
  aisyah.network().onRequest = (request, pass) => {
    if (request.url.includes(`/v1/accounts/${aisyah.accountId}/keys`)) asked.push(request.url);
    return pass();
  };
  const app = await startTestMessenger({ defaultServerUrl: world.server.url });
  await aisyah
    .handlers()
    .devices.approve({ code: await showCode(app, 'Laptop'), withHistory: false });
  await app.close();
  await aisyah.send(chatId, 'between');
  await isTaken('between');
  const waiting = () =>
    lookInStore(aisyah, (store) => store.outbox.recipients().includes(aisyah.accountId));
  expect(await waiting()).toBe(true);
  expect(asked).toEqual([]);
  clock.forward(offerLifetimeMs + 2_000);
  await aisyah.handlers().devices.refresh({});
  await aisyah.own().until(async () => !(await waiting()));
  expect(asked).toHaveLength(1);
  await aisyah.send(chatId, 'after');
  await isTaken('after');
  expect(await waiting()).toBe(false);
  expect(asked).toHaveLength(1);
});
