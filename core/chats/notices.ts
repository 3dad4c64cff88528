import type { NoticeKind } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import { type Changes, noteMessages } from '../publish.ts';

/** Adds a line of the app's own to the chat with each account that has one. Inside a transaction. */
export const addNotices = (
  context: Context,
  changes: Changes,
  notice: NoticeKind,
  accountIds: readonly string[],
): void => {
  const { store, clock, random } = context;
  const at = clock.now();
  for (const accountId of accountIds) {
    const chat = store.chats.byPeer(accountId);
    if (!chat) continue;
    noteMessages(
      changes,
      store.messages.add([
        {
          chatId: chat.chatId,
          messageId: random.uuid(),
          outgoing: false,
          sentAt: at,
          at,
          body: { kind: 'notice', notice },
          state: null,
        },
      ]),
    );
  }
};

/** The account is no more: marks the contact and says so in the chat, once. Inside a transaction. */
export const markGone = (context: Context, changes: Changes, accountId: string): void => {
  const contact = context.store.contacts.get(accountId);
  if (!contact || contact.gone) return;
  context.store.contacts.save({ ...contact, gone: true });
  addNotices(context, changes, 'number_new_owner', [accountId]);
  const chat = context.store.chats.byPeer(accountId);
  if (chat) changes.chatIds.add(chat.chatId);
};
