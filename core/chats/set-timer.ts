import { timerLimits } from '../../contract/content/timer.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { ChatSummary } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import { noChanges, noteMessages, publish } from '../publish.ts';
import type { SyncWork } from '../sync/sync.ts';
import { toChatSummary } from './summary.ts';
import { timerNotice, timerRow } from './timers.ts';

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
    if (before.timer.afterS === afterS) return toChatSummary(context, before);
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
    return toChatSummary(context, store.chats.get(chatId) ?? before);
  };
