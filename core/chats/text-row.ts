import { encodeContent } from '../../contract/content/codec.ts';
import type { Content } from '../../contract/content/schema.ts';
import type { Timer } from '../../contract/content/timer.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { loadAccount, type StoredAccount } from '../account/stored.ts';
import type { Context } from '../context.ts';
import type { Carried } from '../log/carried.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';

export interface OutgoingText {
  readonly messageId: string;
  readonly chatId: string;
  /** When it was written. */
  readonly at: number;
  readonly body: { readonly kind: string; readonly text?: string };
  readonly expiry: { readonly afterS: number } | null;
}

/** What a text message tells of its sender. */
export type Introduction = Extract<Content, { kind: 'text' }>['from'];

/** How the person introduces themselves: by name and username, and with the number to those who may see it. */
export const introduction = (account: StoredAccount, seesNumber = false): Introduction => {
  if (account.phase !== 'ready') return undefined;
  const { name, username, number } = account;
  return {
    name,
    ...(username === null ? {} : { username }),
    ...(seesNumber ? { number } : {}),
  };
};

/** How long a text stays, and the version of the chat's timer where it is that. */
export const timed = ({ expiry }: Pick<OutgoingText, 'expiry'>, timer: Timer) => {
  const afterS = expiry?.afterS ?? null;
  return {
    ...(afterS === null ? {} : { expireAfterS: afterS }),
    ...(timer.version > 0 && timer.afterS === afterS ? { timerVersion: timer.version } : {}),
  };
};

/** The outbox row of a text message in a chat with this timer. Throws `message_too_long`. */
export const textRow = (
  context: Context,
  accountId: string,
  message: OutgoingText,
  timer: Timer,
  from: Introduction = introduction(loadAccount(context.store.meta)),
  carried: Carried = {},
): NewOutboxRow => {
  const { messageId, chatId, at, body } = message;
  if (body.text === undefined) throw new CodedError('bad_request');
  const content = encodeContent({
    v: 1,
    kind: 'text',
    messageId,
    sentAt: at,
    text: body.text,
    ...timed(message, timer),
    ...(from ? { from } : {}),
    ...carried,
  });
  return {
    id: context.random.uuid(),
    accountId,
    kind: 'message',
    messageId,
    chatId,
    content,
    createdAt: context.clock.now(),
  };
};
