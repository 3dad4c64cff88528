import type { Context } from '../context.ts';
import { noChanges, publish } from '../publish.ts';
import { ensureChat, ensureContact } from './open-chat.ts';

/** A program on this computer that can be written to, such as Echo. */
export interface LocalProgram {
  readonly accountId: string;
  readonly username: string | null;
  readonly name: string;
}

const metaName = 'localProgram';

/** Puts the program's chat into the list; one that was there under another account id is marked gone. */
export const showLocalProgram = (
  context: Context,
  program: LocalProgram,
  ownAccountId: string,
): void => {
  const { store } = context;
  if (program.accountId === ownAccountId) return;
  const changes = noChanges();
  store.transaction(() => {
    const former = store.meta.get(metaName);
    if (typeof former === 'string' && former !== program.accountId) {
      const contact = store.contacts.get(former);
      if (contact && !contact.gone) store.contacts.save({ ...contact, gone: true });
      const chat = store.chats.byPeer(former);
      if (chat) changes.chatIds.add(chat.chatId);
    }
    if (former !== program.accountId) store.meta.set(metaName, program.accountId);
    const contact = ensureContact(context, program.accountId);
    const wanted = {
      ...contact,
      name: program.name,
      username: program.username,
      kind: 'local_program',
      gone: false,
      standing: 'accepted',
    } as const;
    const same =
      contact.name === wanted.name &&
      contact.username === wanted.username &&
      contact.kind === wanted.kind &&
      contact.standing === wanted.standing &&
      !contact.gone;
    if (same && store.chats.byPeer(program.accountId)) return;
    store.contacts.save(wanted);
    changes.chatIds.add(ensureChat(context, program.accountId).chatId);
  });
  publish(context, changes);
};
