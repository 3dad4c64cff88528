import { encodeContent } from '../../contract/content/codec.ts';
import {
  isTimerAfter,
  type Timer,
  timerLimits,
  toTimerValue,
} from '../../contract/content/timer.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { ChatSummary } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import { noChanges, noteMessages, publish } from '../publish.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { NewMessage } from '../store/types/messages.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import type { SyncWork } from '../sync/sync.ts';
import { toChatSummary } from './summary.ts';

/** The line that says who set the timer of a chat to what. */
export const timerNotice = (
  context: Context,
  chatId: string,
  {
    afterS,
    own,
    at,
  }: { readonly afterS: number | null; readonly own: boolean; readonly at: number },
): NewMessage => ({
  chatId,
  messageId: context.random.uuid(),
  outgoing: false,
  sentAt: at,
  at,
  body: { kind: 'notice', notice: 'timer_set', timer: { afterS, own } },
  state: null,
});

/** Tells the other side the timer that a chat has. */
export const timerRow = (context: Context, accountId: string, timer: Timer): NewOutboxRow => {
  const at = context.clock.now();
  const { afterS, version } = timer;
  return {
    id: context.random.uuid(),
    accountId,
    kind: 'control',
    messageId: null,
    chatId: null,
    content: encodeContent({
      v: 1,
      kind: 'control',
      control: { what: 'timer', afterS, version, at },
    }),
    createdAt: at,
  };
};

/**
 * Takes over a timer that was told, by the other side or by another device of the person (`own`), when it is the later one. Gives the
 * line for the chat when it is another than before. Inside a transaction.
 */
export const hearTimer = (
  context: Context,
  chat: ChatRow,
  told: Timer & { readonly own: boolean; readonly at: number },
): NewMessage | null => {
  const timer = { afterS: toTimerValue(told.afterS), version: told.version };
  if (!isTimerAfter(timer, chat.timer)) return null;
  context.store.chats.setTimer(chat.chatId, { ...timer, untold: false });
  if (timer.afterS === chat.timer.afterS) return null;
  return timerNotice(context, chat.chatId, { afterS: timer.afterS, own: told.own, at: told.at });
};

export interface TimersOptions {
  readonly sync: Pick<SyncWork, 'write'>;
  readonly outbox: Pick<Outbox, 'write' | 'committed'>;
  readonly isReady: () => boolean;
}

/**
 * Sets the timer of a chat. Where nothing was written yet nothing is told: the first message tells it. Rejects with `not_found`,
 * `not_registered`, `recipient_gone`, `blocked`.
 */
export const createSetTimer =
  (context: Context, { outbox, isReady, sync }: TimersOptions) =>
  async (chatId: string, afterS: number | null): Promise<ChatSummary> => {
    const { store, clock } = context;
    const before = store.chats.get(chatId);
    if (!before) throw new CodedError('not_found');
    if (!isReady()) throw new CodedError('not_registered');
    if (before.contact.gone) throw new CodedError('recipient_gone');
    if (before.timer.afterS === afterS) return toChatSummary(before);
    if (before.contact.blocked) throw new CodedError('blocked');
    // Who waits for an answer learns nothing yet.
    const untold = before.lastMessage === null || before.contact.standing === 'request';
    const version = Math.min(before.timer.version + 1, timerLimits.mostVersion);
    const changes = noChanges();
    const rows = untold
      ? []
      : [timerRow(context, before.contact.accountId, { afterS, version })].map((row) => ({
          row,
          frame: null,
        }));
    let told: readonly PreparedRow[] = [];
    store.transaction(() => {
      store.chats.setTimer(chatId, { afterS, version, untold });
      const { accountId: of } = before.contact;
      told = sync.write([{ what: 'timer', of, afterS, version, at: clock.now() }]);
      changes.chatIds.add(chatId);
      if (untold) return;
      const notice = timerNotice(context, chatId, { afterS, own: true, at: clock.now() });
      noteMessages(changes, store.messages.add([notice]));
      outbox.write(rows);
    });
    outbox.committed([...rows, ...told]);
    publish(context, changes);
    return toChatSummary(store.chats.get(chatId) ?? before);
  };
