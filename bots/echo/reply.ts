import { createHash } from 'node:crypto';
import type { Message } from '../../contract/ipc/model.ts';
import { readUuid } from '../../contract/wire/uuid-bytes.ts';
import type { Messenger } from '../../core/index.ts';

/** The id of the answer to a message: always the same, so that a message read twice is answered once. */
const replyId = (messageId: string): string => {
  const digest = createHash('sha256').update(`bisik-echo-reply ${messageId}`).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return readUuid(digest, 0);
};

const pageCount = 200;

/** Answers every unread text of a chat with the same text, oldest first, then marks it as read. */
export const answerUnread = async (
  { chats, messages }: Messenger['handlers'],
  chatId: string,
): Promise<void> => {
  const answer = async (message: Message): Promise<void> => {
    if (message.outgoing || message.body.kind !== 'text') return;
    await chats.setTyping({ chatId, typing: true });
    await messages.send({ chatId, messageId: replyId(message.messageId), text: message.body.text });
  };
  for (;;) {
    const page = await messages.page({
      chatId,
      anchor: { at: 'unread' },
      before: 0,
      after: pageCount,
    });
    const from = page.firstUnreadOrder;
    if (from === null) return;
    const unread = page.messages.filter(({ order }) => order >= from);
    const last = unread.at(-1);
    if (!last) return;
    for (const message of unread) await answer(message);
    await messages.markRead({ chatId, throughOrder: last.order });
    await chats.setTyping({ chatId, typing: false });
  }
};
