import type { Message } from '../../contract/ipc/model.ts';
import { createSampleWorld } from './fake/sample-world.ts';
import type { World } from './fake/world.ts';
import { toMessage, toUuid } from './samples.ts';

const chatId = toUuid(1, 2);

/** A chat whose messages disappear, some of them soon. */
const timed = (): World => {
  const world = createSampleWorld();
  const before = world.messages.get(chatId) ?? [];
  const first = (before.at(-1)?.order ?? 0) + 1;
  const at = before.at(-1)?.at ?? 0;
  const now = Date.now();
  const line = (index: number, change: Partial<Message> & { text?: string }): Message =>
    toMessage({
      messageId: toUuid(first + index, 901),
      chatId,
      order: first + index,
      at: at + index * 60_000,
      ...change,
    });
  const more: Message[] = [
    line(0, {
      body: { kind: 'notice', notice: 'timer_set', timer: { afterS: 86_400, own: false } },
    }),
    line(1, { text: 'Kod pintu: 4471', expiry: { afterS: 86_400, at: now + 82_800_000 } }),
    line(2, {
      text: 'Terima kasih! Saya simpan dalam kepala saja.',
      outgoing: true,
      state: 'read',
      expiry: { afterS: 86_400, at: now + 1_700_000 },
    }),
    line(3, { body: { kind: 'notice', notice: 'timer_set', timer: { afterS: 300, own: true } } }),
    line(4, {
      text: 'OK',
      outgoing: true,
      state: 'read',
      expiry: { afterS: 300, at: now + 45_000 },
    }),
    line(5, { text: '👍', expiry: { afterS: 300, at: now + 240_000 } }),
    line(6, {
      text: 'Belum sampai lagi, sedang tunggu sambungan.',
      outgoing: true,
      state: 'queued',
      expiry: { afterS: 300, at: null },
    }),
  ];
  world.messages.set(chatId, [...before, ...more]);
  world.chats = world.chats.map((chat) =>
    chat.chatId === chatId ? { ...chat, timerS: 300, unreadCount: 0 } : chat,
  );
  return world;
};

export const timerScenes: Record<string, () => World> = { timed };
