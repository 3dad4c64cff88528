import { describe, expect, it } from 'vitest';
import { createFakeHost } from '../../testing/fake/fake-host.ts';
import { createWorld } from '../../testing/fake/world.ts';
import { toChat, toMessage, toUuid } from '../../testing/samples.ts';
import { createDeletions } from './deletions.ts';

const chatId = toUuid(1, 2);
const other = toUuid(2, 2);

const start = () => {
  // Both sides of one chat, and another chat, carry the same id: a contact chooses its own.
  const messageId = toUuid(9, 9);
  const fake = createFakeHost(
    createWorld({
      chats: [toChat(1), toChat(2)],
      messages: new Map([
        [
          chatId,
          [
            toMessage({ order: 1, chatId, messageId, outgoing: true }),
            toMessage({ order: 2, chatId, messageId }),
          ],
        ],
        [other, [toMessage({ order: 3, chatId: other, messageId })]],
      ]),
    }),
  );
  const orders = (id = chatId) => fake.world.messages.get(id)?.map(({ order }) => order);
  const deletions = createDeletions(fake.host);
  const waiting = () => deletions.read().map(({ order }) => order);
  return { ...fake, deletions, waiting, orders };
};

describe('deleting for me', () => {
  it('tells the engine at once, and only of the one message', async () => {
    const { deletions, waiting, orders, world } = start();
    await deletions.remove({ chatId, order: 2 });
    expect([orders(), orders(other)]).toEqual([[1], [3]]);
    expect(world.deleted.map(({ order }) => order)).toEqual([2]);
    expect(waiting()).toEqual([2]);
    deletions.settle();
    expect(waiting()).toEqual([]);
    await expect.poll(() => world.deleted).toEqual([]);
    expect(deletions.undo()).toBe(false);
  });

  it('says nothing before the engine has it', async () => {
    const { deletions, waiting, host } = start();
    let isKept = (): void => undefined;
    Object.assign(host.messages, {
      deleteForMe: () => new Promise<void>((resolve) => (isKept = resolve)),
    });
    const removed = deletions.remove({ chatId, order: 2 });
    expect(waiting()).toEqual([]);
    isKept();
    await removed;
    expect(waiting()).toEqual([2]);
  });

  it('brings all of them back, of every chat; a second one does not cost the first', async () => {
    const { deletions, orders } = start();
    await deletions.remove({ chatId, order: 1 });
    await deletions.remove({ chatId: other, order: 3 });
    expect(deletions.undo()).toBe(true);
    expect(deletions.undo()).toBe(false);
    await expect.poll(() => [orders(), orders(other)]).toEqual([[1, 2], [3]]);
  });

  it('offers no way back for what could not be deleted, and keeps it for what could not come back', async () => {
    const { deletions, waiting, host } = start();
    const fail = () => Promise.reject(new Error('disk'));
    await deletions.remove({ chatId, order: 1 });
    Object.assign(host.messages, { deleteForMe: fail, restoreDeleted: fail });
    await expect(deletions.remove({ chatId, order: 2 })).rejects.toThrow('disk');
    expect(waiting()).toEqual([1]);
    deletions.undo();
    expect(waiting()).toEqual([]);
    await expect.poll(waiting).toEqual([1]);
  });

  it('removes what a former page left, and ends with the page', async () => {
    const { deletions, waiting, host, world } = start();
    await host.messages.deleteForMe({ chatId, orders: [1] });
    const stop = deletions.start();
    await expect.poll(() => world.deleted).toEqual([]);
    await deletions.remove({ chatId, order: 2 });
    stop();
    await expect.poll(() => world.deleted).toEqual([]);
    expect(waiting()).toEqual([]);
  });
});
