import type { Context } from '../context.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { ContactRow } from '../store/types/contacts.ts';

const stranger = (accountId: string): ContactRow => ({
  accountId,
  name: null,
  number: null,
  username: null,
  kind: 'person',
  gone: false,
  standing: 'none',
  blocked: false,
});

/** The contact, made when there is none. Inside a transaction. */
export const ensureContact = (context: Pick<Context, 'store'>, accountId: string): ContactRow => {
  const known = context.store.contacts.get(accountId);
  if (known) return known;
  const contact = stranger(accountId);
  context.store.contacts.save(contact);
  return contact;
};

/** The chat with an account, made when there is none. Inside a transaction. */
export const ensureChat = (context: Context, accountId: string): ChatRow => {
  const known = context.store.chats.byPeer(accountId);
  if (known) return known;
  ensureContact(context, accountId);
  return context.store.chats.create({
    chatId: context.random.uuid(),
    accountId,
    activeAt: context.clock.now(),
  });
};

/** Keeps the name that a contact gave themselves. True when it is another one. Inside a transaction. */
export const keepName = (context: Context, accountId: string, name: string): boolean => {
  const contact = ensureContact(context, accountId);
  // A program on this computer is called what this computer calls it.
  if (contact.name === name || contact.kind === 'local_program') return false;
  context.store.contacts.save({ ...contact, name });
  return true;
};
