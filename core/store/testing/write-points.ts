import type { Store } from '../types.ts';
import {
  accountId,
  chatId,
  choice,
  messageId,
  outboxRow,
  seenNow,
  textMessage,
  uuid,
} from './sample.ts';

/** A write as core makes it, that can be repeated without doubling, and whether it is done. */
export interface WritePoint {
  readonly name: string;
  readonly write: (store: Store) => void;
  /** All of it or nothing; `partly` is what no fault may leave. */
  readonly done: (store: Store) => boolean | 'partly';
}

const allOrNothing = (...parts: boolean[]): boolean | 'partly' => {
  if (parts.every(Boolean)) return true;
  return parts.some(Boolean) ? 'partly' : false;
};

const session = (number: number) => new Uint8Array(3_000).fill(number);
const received = Array.from({ length: 40 }, (_, index) => textMessage(100 + index));

/** Before them stand: chat 1 with messages 1 to 3 (2 outgoing and queued in the outbox). */
export const writePoints: readonly WritePoint[] = [
  {
    name: 'a received batch',
    write: (store) =>
      store.transaction(() => {
        store.keys.saveSessions([{ accountId: accountId(1), deviceId: 1, record: session(2) }]);
        store.keys.removePreKeys('one_time', [1]);
        store.messages.add(received);
        store.outbox.add([{ ...outboxRow(60), kind: 'receipt', messageId: null, chatId: null }]);
      }),
    done: (store) =>
      allOrNothing(
        store.keys.session(accountId(1), 1)?.[0] === 2,
        store.keys.preKey('one_time', 1) === null,
        store.messages.get(chatId(1), messageId(100)) !== null,
        store.messages.get(chatId(1), messageId(139)) !== null,
        store.chats.unreadTotal() === 42,
        store.outbox.get(uuid(60, 0xb)) !== null,
      ),
  },
  {
    name: 'a message to send',
    write: (store) =>
      store.transaction(() => {
        store.messages.add([textMessage(50, { outgoing: true })]);
        store.outbox.add([outboxRow(50)]);
      }),
    done: (store) =>
      allOrNothing(
        store.messages.outgoing(messageId(50)) !== null,
        store.outbox.get(uuid(50, 0xb)) !== null,
        store.outbox.queuedMessageCount() === 2,
      ),
  },
  {
    name: 'a ciphertext with its session',
    write: (store) =>
      store.transaction(() => {
        store.keys.saveSessions([{ accountId: accountId(1), deviceId: 1, record: session(3) }]);
        store.outbox.saveCiphertext(uuid(2, 0xb), new Uint8Array(900).fill(8));
      }),
    done: (store) =>
      allOrNothing(
        store.keys.session(accountId(1), 1)?.[0] === 3,
        store.outbox.get(uuid(2, 0xb))?.ciphertext?.[0] === 8,
      ),
  },
  {
    name: 'sent',
    write: (store) =>
      store.transaction(() => {
        const messageIds = [messageId(2)];
        store.messages.advance({ chatId: chatId(1), messageIds, state: 'sent', at: 5_000 });
        store.outbox.remove([uuid(2, 0xb)]);
      }),
    done: (store) =>
      allOrNothing(
        store.messages.outgoing(messageId(2))?.state === 'sent',
        store.outbox.get(uuid(2, 0xb)) === null,
        store.outbox.queuedMessageCount() === 0,
      ),
  },
  {
    name: 'read',
    write: (store) => {
      store.chats.markRead(chatId(1), 3, seenNow);
    },
    done: (store) => store.chats.unreadTotal() === 0,
  },
  {
    name: 'hidden',
    write: (store) => {
      store.messages.hide(chatId(1), [3]);
    },
    done: (store) =>
      allOrNothing(
        store.messages.hidden().includes(3),
        store.chats.get(chatId(1))?.lastMessage?.order === 2,
        store.chats.unreadTotal() === 1,
      ),
  },
  {
    name: 'deleted for me',
    write: (store) =>
      store.transaction(() => {
        store.messages.hide(chatId(1), [1, 2]);
        store.messages.removeHidden();
      }),
    done: (store) =>
      allOrNothing(
        store.messages.get(chatId(1), messageId(1)) === null,
        store.messages.outgoing(messageId(2)) === null,
        store.inbox.has(accountId(1), messageId(1)) &&
          store.search.messages('message 1', { limit: 9 }).length === 0,
        store.outbox.queuedMessageCount() === 0,
      ),
  },
  {
    name: 'disappeared',
    write: (store) =>
      store.transaction(() => {
        store.chats.markRead(chatId(1), 3, seenNow);
        store.messages.add([{ ...textMessage(70), expireAfterS: 30, expiresAt: 5_000 }]);
        store.messages.expire(6_000, 10);
      }),
    done: (store) =>
      allOrNothing(
        store.inbox.has(accountId(1), messageId(70)) &&
          store.messages.get(chatId(1), messageId(70)) === null,
        store.chats.unreadTotal() === 0,
      ),
  },
  {
    name: 'a choice with what was shown',
    write: (store) =>
      store.transaction(() => {
        store.choices.keepShown(choice(9).hash, 'x'.repeat(9_000));
        store.choices.add(choice(9));
        store.choices.setTail(choice(9).hash);
      }),
    done: (store) =>
      allOrNothing(
        store.choices.shown(choice(9).hash) !== null,
        store.choices.all().some(({ hash }) => hash === choice(9).hash),
        store.choices.tail() === choice(9).hash,
      ),
  },
  {
    name: 'a setting',
    write: (store) => store.meta.set('settings', { big: 'x'.repeat(20_000) }),
    done: (store) => store.meta.get('settings') !== undefined,
  },
];

/** What `writePoints` start from. */
export const prepare = (store: Store): void => {
  store.keys.saveSessions([{ accountId: accountId(1), deviceId: 1, record: session(1) }]);
  store.keys.savePreKeys('one_time', [
    { keyId: 1, record: session(1), createdAt: 1, lastResort: false },
  ]);
  store.messages.add([textMessage(1), textMessage(2, { outgoing: true }), textMessage(3)]);
  store.outbox.add([outboxRow(2)]);
};
