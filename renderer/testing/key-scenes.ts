import { createSampleWorld } from './fake/sample-world.ts';
import type { World } from './fake/world.ts';
import { toMessage, toUuid } from './samples.ts';

const chatId = toUuid(1, 2);

/** A contact's keys changed: what was written since waits, and what came waits unopened. */
const keys = (more = false): World => {
  const world = createSampleWorld();
  const before = world.messages.get(chatId) ?? [];
  const order = before.at(-1)?.order ?? 0;
  const at = (before.at(-1)?.at ?? 0) + 60_000;
  world.messages.set(chatId, [
    ...before,
    toMessage({
      messageId: toUuid(order + 1, 902),
      chatId,
      order: order + 1,
      at,
      body: { kind: 'notice', notice: 'identity_changed' },
    }),
    toMessage({
      messageId: toUuid(order + 2, 902),
      chatId,
      order: order + 2,
      at: at + 60_000,
      outgoing: true,
      state: 'queued',
      text: 'Awak ada tukar komputer?',
    }),
  ]);
  world.chats = world.chats.map((chat) =>
    chat.chatId === chatId
      ? {
          ...chat,
          unreadCount: 0,
          keyChange: { keyHash: `${'A'.repeat(43)}=`, at, heldCount: 3, more },
        }
      : chat,
  );
  return world;
};

export const keyScenes: Record<string, () => World> = { keys, keysMore: () => keys(true) };
