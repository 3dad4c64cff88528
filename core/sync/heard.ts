import type { Sync } from '../../contract/content/schema.ts';
import { toTimerValue } from '../../contract/content/timer.ts';
import { displayNameSchema } from '../../contract/ids.ts';
import type { Message } from '../../contract/ipc/model.ts';
import { ensureContact } from '../chats/open-chat.ts';
import { hearTimer } from '../chats/timers.ts';
import { toWrittenAt } from '../chats/written-at.ts';
import type { Context } from '../context.ts';
import type { HeardSync, SentElsewhere } from '../inbox/collect.ts';
import { type Changes, noteMessages } from '../publish.ts';
import type { NewMessage } from '../store/types/messages.ts';

type ToldPeer = Extract<Sync, { what: 'sent' }>['peer'];

/** Fills in what is not known of the person; what is known stays. True when that is something. Inside a transaction. */
export const meetPeer = (context: Context, accountId: string, peer: ToldPeer): boolean => {
  const contact = ensureContact(context, accountId);
  if (!peer || contact.kind === 'local_program') return false;
  const name = displayNameSchema.safeParse(peer.name);
  const met = {
    ...contact,
    name: contact.name ?? (name.success ? name.data : null),
    number: contact.number ?? peer.number ?? null,
    username: contact.username ?? peer.username ?? null,
  };
  if (
    met.name === contact.name &&
    met.number === contact.number &&
    met.username === contact.username
  )
    return false;
  context.store.contacts.save(met);
  return true;
};

/** The message that another device sent, as this one has it. Inside a transaction. */
export const toSentMessage = (
  context: Context,
  chatId: string,
  { sent, at, origin }: SentElsewhere,
  changes: Changes,
): NewMessage => {
  if (meetPeer(context, sent.to, sent.peer)) changes.chatIds.add(chatId);
  const { messageId } = sent;
  const expireAfterS = toTimerValue(sent.expireAfterS ?? null);
  const imitation = { messageId, outgoing: false };
  // The other side got it first and sent its id back, to put words of its own in its place.
  if (context.store.messages.named(chatId, imitation))
    noteRemoved(changes, context.store.messages.remove(sent.to, [imitation], at));
  return {
    chatId,
    messageId,
    outgoing: true,
    sentAt: toWrittenAt(sent.sentAt, at),
    at,
    body: { kind: 'text', text: sent.text },
    state: 'sent',
    origin: { ...origin, verified: null },
    expireAfterS,
    expiresAt: expireAfterS === null ? null : sent.acceptedAt + expireAfterS * 1_000,
  };
};

const noteRemoved = (changes: Changes, removed: readonly Message[]): void => {
  for (const { chatId, order } of removed) {
    changes.removed.set(chatId, [...(changes.removed.get(chatId) ?? []), order]);
    changes.chatIds.add(chatId);
  }
};

/** Takes over what was read and deleted on other devices, without a word to anyone. Inside a transaction. */
export const applySyncs = (
  context: Context,
  heard: readonly HeardSync[],
  changes: Changes,
): readonly Message[] => {
  const { store, clock, serverClock } = context;
  const removed: Message[] = [];
  for (const { sync } of heard) {
    if (sync.what === 'read') {
      const chat = store.chats.byPeer(sync.of);
      const through = chat && store.messages.named(chat.chatId, sync.through);
      const start = serverClock.start(sync.at);
      if (!chat || !through) store.sync.keepEarly(sync.of, 'seen', [sync.through], start.at);
      else {
        noteMessages(changes, store.chats.markRead(chat.chatId, through.order, start).begun);
        changes.chatIds.add(chat.chatId);
      }
    } else if (sync.what === 'timer') {
      const chat = store.chats.byPeer(sync.of);
      if (!chat) continue;
      const notice = hearTimer(context, chat, { ...sync, own: true });
      changes.chatIds.add(chat.chatId);
      if (notice) noteMessages(changes, store.messages.add([notice]));
    } else if (sync.what === 'deleted')
      removed.push(...store.messages.remove(sync.of, sync.messages, clock.now()));
  }
  noteRemoved(changes, removed);
  return removed;
};
