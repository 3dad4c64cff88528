import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeClock } from './platform/node-clock.ts';
import { openStore } from './store/index.ts';
import { type Person, startWorld, type World } from './testing/world.ts';

let world: World;
let aisyah: Person;
let badrul: Person;

beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  badrul = await world.person('+60123456702', 'Badrul');
});
afterEach(() => world.close());

/** Their messages say another registration id than the one that the server knows. */
const claimRegistrationId = (who: Person, registrationId: number): Promise<void> =>
  who.whileClosed(async ({ file, key }) => {
    const { store } = await openStore({ file, key: key.slice(), clock: createNodeClock() });
    const identity = store?.keys.identity();
    if (!store || !identity) throw new Error('no keys');
    store.keys.saveIdentity({ ...identity, registrationId });
    await store.close();
  });

test.each([0x1_0000, 0x4000])(
  'a registration id that none has (%i) costs neither the connection nor the answer',
  {
    timeout: 60_000,
  },
  async (registrationId) => {
    await claimRegistrationId(aisyah, registrationId);
    const problems: unknown[] = [];
    badrul.own().on('connection.changed', ({ problem }) => {
      if (problem) problems.push(problem);
    });
    const chatId = await aisyah.chatWith(badrul);
    const { messageId } = await aisyah.send(chatId, 'mula');
    await aisyah.own().until(async () => {
      const messages = await aisyah.messagesWith(badrul);
      return messages.find((message) => message.messageId === messageId)?.state === 'delivered';
    });
    await badrul.send(await badrul.chatWith(aisyah), 'jawapan');
    await aisyah.own().until(async () => (await aisyah.textsFrom(badrul)).includes('jawapan'));
    expect(problems).toEqual([]);
  },
);
