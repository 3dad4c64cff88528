import type { Account } from './account/account.ts';
import { createChats } from './chats/chats.ts';
import { createMessages, type MessagesOptions } from './chats/messages.ts';
import { createSetTimer } from './chats/set-timer.ts';
import { introduction } from './chats/text-row.ts';
import type { Typing } from './chats/typing.ts';
import type { Context } from './context.ts';
import type { MessengerHandlers } from './events.ts';
import type { Expiry } from './expiry/expiry.ts';
import type { KeyLog } from './key-log/key-log.ts';
import type { CarriedNotes } from './log/carried.ts';
import type { People } from './people/people.ts';
import { createReports } from './people/reports.ts';
import type { Standing } from './people/standing.ts';
import type { Presence } from './privacy/presence.ts';
import type { Privacy } from './privacy/privacy.ts';
import type { AccountSettings } from './settings/settings.ts';
import type { ShownReceipts } from './settings/shown-receipts.ts';

export interface ConversationsOptions
  extends Pick<MessagesOptions, 'outbox' | 'sessions' | 'sync' | 'isReady' | 'sendsReadReceipts'> {
  readonly account: Account;
  readonly settings: Pick<AccountSettings, 'values'>;
  readonly typing: Typing;
  readonly expiry: Pick<Expiry, 'sweep'>;
  readonly people: People;
  readonly standing: Standing;
  readonly privacy: Pick<Privacy, 'viewers'>;
  readonly presence: Presence;
  readonly checkpoints: CarriedNotes;
  readonly checkFound: KeyLog['checkFound'];
  /** Takes out what the person does not want to be shown. */
  readonly shown: Pick<ShownReceipts, 'chats' | 'messages'>;
  /** A message was stored to be sent. */
  readonly onQueued: () => void;
}

type Conversations = Pick<MessengerHandlers, 'chats' | 'messages'>;

/** Calls that somebody makes who sits before the window. */
const ofAPerson = <T extends Conversations['chats'] | Conversations['messages']>(
  handlers: T,
  names: readonly (keyof T)[],
  onCall: () => void,
): T =>
  Object.fromEntries(
    Object.entries(handlers).map(([name, handle]) => [
      name,
      names.includes(name as keyof T)
        ? (asked: never) => {
            onCall();
            return (handle as (asked: never) => unknown)(asked);
          }
        : handle,
    ]),
  ) as T;

/** Chats and messages as the window asks for them. */
export const createConversations = (
  context: Context,
  options: ConversationsOptions,
): Conversations => {
  const { account, outbox, sync, isReady, typing, expiry, people, presence, shown } = options;
  const { viewers } = options.privacy;
  const chats = createChats(context, {
    account,
    checkFound: options.checkFound,
    askPresence: presence.ask,
    setTyping: typing.set,
    setTimer: createSetTimer(context, { outbox, sync, isReady }),
    defaultTimerS: () => options.settings.values()['privacy.disappearAfterS'] || null,
    beforeShown: expiry.sweep,
  });
  const reports = createReports(context, {
    api: account.api,
    block: (accountId) => people.handlers.block({ accountId }),
    beforeShown: expiry.sweep,
  });
  const messages = createMessages(context, {
    ...options,
    mayAnswer: options.standing.mayAnswer,
    onWroteTo: people.wroteTo,
    onWritten: people.written,
    onSpoken: typing.spoke,
    beforeShown: expiry.sweep,
    introduction: (accountId) =>
      introduction(
        account.stored(),
        // What is written while another device may decide otherwise, and leaves later, does without it; so does what is written while
        // the server would not say that it leads to the person, since then nobody's app shows it.
        outbox.isHeard() &&
          options.settings.values()['privacy.findableByNumber'] &&
          viewers.allows('privacy.whoSeesNumber', viewers.viewerOf(accountId)),
      ),
  });
  const send: typeof messages.send = async (asked) => {
    const message = await messages.send(asked);
    options.onQueued();
    return message;
  };
  return {
    chats: ofAPerson(shown.chats(chats), ['setTyping', 'askPresence'], presence.active),
    messages: ofAPerson(
      shown.messages({ ...messages, ...reports, send }),
      ['send', 'markRead'],
      presence.active,
    ),
  };
};
