import { describe, expect, it, vi } from 'vitest';
import { createFakeHost } from '../testing/fake/fake-host.ts';
import { createWorld } from '../testing/fake/world.ts';
import { toChat, toMessage, toUuid } from '../testing/samples.ts';
import { createDeletions, type Deleted, withoutDeleted } from './deletions.ts';

const chatId = toUuid(1, 2);
const other = toUuid(2, 2);
const lines = [1, 2, 3].map((order) =>
  toMessage({ order, chatId, at: order * 1_000, outgoing: order !== 2 }),
);
const toLast = (order: number) => {
  const message = lines[order - 1];
  return message
    ? { body: message.body, outgoing: message.outgoing, at: message.at, state: message.state }
    : null;
};
const toDeleted = (order: number, left: Deleted['left']): Deleted => {
  const { messageId, at, outgoing } = lines[order - 1] ?? toMessage({ order });
  return { chatId, messageId, at, outgoing, left };
};

const start = () => {
  const fake = createFakeHost(
    createWorld({
      chats: [toChat(1), toChat(2)],
      messages: new Map([
        [chatId, [...lines]],
        [other, [toMessage({ order: 1, chatId: other, messageId: toUuid(9, 9) })]],
      ]),
    }),
  );
  return {
    ...fake,
    deletions: createDeletions(fake.host),
    kept: (id = chatId) => fake.world.messages.get(id)?.map(({ order }) => order),
  };
};

describe('deleting for me', () => {
  it('deletes nothing until it settles, then all that waits, of every chat', async () => {
    const { deletions, kept } = start();
    deletions.remove(toDeleted(3, toLast(2)));
    deletions.remove({ ...toDeleted(1, undefined), chatId: other, messageId: toUuid(9, 9) });
    expect(deletions.read().hidden).toEqual(new Set([lines[2]?.messageId, toUuid(9, 9)]));
    expect(kept()).toEqual([1, 2, 3]);
    deletions.settle();
    expect(deletions.read().waiting).toEqual([]);
    expect(deletions.read().hidden.size).toBe(2);
    await vi.waitFor(() => expect(deletions.read().hidden.size).toBe(0));
    expect(kept()).toEqual([1, 2]);
    expect(kept(other)).toEqual([]);
  });

  it('brings all of them back, a second one does not cost the first', async () => {
    const { deletions, kept } = start();
    deletions.remove(toDeleted(3, toLast(2)));
    deletions.remove(toDeleted(2, toLast(1)));
    expect(deletions.undo()).toBe(true);
    expect(deletions.read().hidden.size).toBe(0);
    expect(deletions.undo()).toBe(false);
    deletions.settle();
    expect(kept()).toEqual([1, 2, 3]);
  });

  it('shows a message again that could not be deleted', async () => {
    const { deletions, host } = start();
    Object.assign(host.messages, { deleteForMe: () => Promise.reject(new Error('disk')) });
    deletions.remove(toDeleted(3, toLast(2)));
    deletions.settle();
    await vi.waitFor(() => expect(deletions.read().hidden.size).toBe(0));
  });
});

describe('the chat list meanwhile', () => {
  const chat = toChat(1, { lastMessage: toLast(3) });
  const last = (deleted: Deleted[]) => withoutDeleted(chat, deleted).lastMessage;

  it('names what is left, whichever went first', () => {
    expect(last([toDeleted(3, toLast(2))])).toEqual(toLast(2));
    expect(last([toDeleted(3, toLast(2)), toDeleted(2, toLast(1))])).toEqual(toLast(1));
    expect(last([toDeleted(2, undefined), toDeleted(3, toLast(1))])).toEqual(toLast(1));
    expect(last([toDeleted(3, null)])).toBeNull();
  });

  it('leaves alone a chat whose last message stays, and one that has a newer one', () => {
    expect(withoutDeleted(chat, [toDeleted(2, undefined)])).toBe(chat);
    const newer = { ...chat, lastMessage: { ...toLast(3), at: 9_000 } as Deleted['left'] & object };
    expect(withoutDeleted(newer, [toDeleted(3, toLast(2))])).toBe(newer);
  });

  it('ends when two messages are of one moment', () => {
    const same = { ...toDeleted(3, toLast(3)) };
    expect(last([same, { ...same, messageId: toUuid(7, 7), left: toLast(1) }])).toEqual(toLast(1));
  });
});
