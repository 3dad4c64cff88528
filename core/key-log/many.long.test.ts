import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestIdentity } from '../../server/modules/certificates/testing/device-keys.ts';
import { addAccount } from '../../server/store/testing/rows.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { workInStore } from '../testing/work-in-store.ts';
import type { Person } from '../testing/world.ts';

/** More than are looked at in one look. */
const many = 130;

let world: KeyWorld;
let badrul: Person;
let chatIds: string[];
beforeEach(async () => {
  world = await startKeyWorld();
  badrul = await world.person('+60123456702', 'Badrul');
  chatIds = [];
  const accountIds: string[] = [];
  for (let n = 0; n < many; n++) {
    const { identityKey, deviceKeys } = createTestIdentity();
    const device = deviceKeys({ preKeys: 1, kyberPreKeys: 0 });
    accountIds.push((await addAccount(world.store, { identityKey, device })).device.accountId);
  }
  await world.server.keyTransparency.publish();
  await workInStore(badrul, (store) =>
    store.transaction(() => {
      for (const accountId of accountIds) {
        const chatId = accountId.replace(/^./, '0');
        store.contacts.save({
          accountId,
          name: 'Ramai',
          number: null,
          username: null,
          kind: 'person',
          gone: false,
          standing: 'accepted',
          blocked: false,
        });
        store.chats.create({ chatId, accountId, activeAt: 1 });
        chatIds.push(chatId);
      }
    }),
  );
  await badrul.online();
});
afterEach(() => world.close());

const others = async () => (await badrul.handlers().encryption.own({})).checks.others;
const leftCount = async (): Promise<number> => {
  const { chats } = await badrul.handlers().chats.list({ limit: 500, before: null });
  return chats.filter(({ lastMessage }) => lastMessage?.state === 'sent').length;
};

test.each([
  ['are looked at, and what waited for it leaves', true],
  ['are let go where the log cannot be read after all', false],
])('a hundred and thirty keys that wait for the log at once %s', async (_, isThere) => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  badrul.network().onRequest = async (request, pass) => {
    if (!request.url.includes('/v1/key-log')) return pass();
    await opened;
    return isThere ? pass() : { status: 503, retryAfterMs: undefined, body: '{}' };
  };
  for (const chatId of chatIds) await badrul.send(chatId, 'hai semua');
  await badrul.own().until(async () => (await others()).waiting === many);
  expect(await leftCount()).toBe(0);
  open();
  await badrul.own().until(async () => (await leftCount()) === many);
  const counts = { agrees: 0, unavailable: 0, contradicts: 0, waiting: 0 };
  expect(await others()).toEqual({ ...counts, [isThere ? 'agrees' : 'unavailable']: many });
});
