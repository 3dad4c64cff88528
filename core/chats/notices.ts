import * as z from 'zod/mini';
import { timestampSchema, uuidSchema } from '../../contract/ids.ts';
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

const untrustedName = 'untrustedTold';
const tellAgainMs = 86_400_000;
const toldSchema = z.record(uuidSchema, timestampSchema);

const loadTold = ({ store, clock }: Context): Map<string, number> => {
  const parsed = toldSchema.safeParse(store.meta.get(untrustedName) ?? {});
  const now = clock.now();
  return new Map(
    Object.entries(parsed.success ? parsed.data : {}).filter(([, at]) => now - at < tellAgainMs),
  );
};
const saveTold = ({ store }: Context, told: ReadonlyMap<string, number>): void =>
  store.meta.set(untrustedName, Object.fromEntries(told));

/**
 * Another identity key is shown for this account: says so in its chat, once a day at most however often it is shown. False when
 * nothing was said. Inside a transaction.
 */
export const tellUntrusted = (context: Context, changes: Changes, accountId: string): boolean => {
  const told = loadTold(context);
  if (told.has(accountId)) return false;
  saveTold(context, told.set(accountId, context.clock.now()));
  addNotices(context, changes, 'identity_changed', [accountId]);
  return true;
};

/** The key is accepted: the next change is news. Inside a transaction. */
export const forgetTold = (context: Context, accountId: string): void => {
  const told = loadTold(context);
  if (told.delete(accountId)) saveTold(context, told);
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
