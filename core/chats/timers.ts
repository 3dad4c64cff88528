import {
  isTimerAfter,
  type Timer,
  timerLimits,
  toTimerValue,
} from '../../contract/content/timer.ts';
import type { Context } from '../context.ts';
import { contentRow } from '../outbox/content-row.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { NewMessage } from '../store/types/messages.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';

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
export const timerRow = (
  context: Context,
  accountId: string,
  { afterS, version }: Timer,
): NewOutboxRow =>
  contentRow(context, accountId, {
    v: 1,
    kind: 'control',
    control: { what: 'timer', afterS, version, at: context.clock.now() },
  });

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
  // Somebody who would use up the versions, so that nobody could set it any more.
  if (timer.version > chat.timer.version + timerLimits.mostVersionStep) return null;
  if (!isTimerAfter(timer, chat.timer)) return null;
  context.store.chats.setTimer(chat.chatId, { ...timer, untold: false });
  if (timer.afterS === chat.timer.afterS) return null;
  return timerNotice(context, chat.chatId, { afterS: timer.afterS, own: told.own, at: told.at });
};
