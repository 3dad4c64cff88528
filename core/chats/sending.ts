import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Message } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import type { Carried, CarriedNotes } from '../log/carried.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import { noChanges, noteMessages, publish } from '../publish.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { NewMessage } from '../store/types/messages.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import { type Introduction, textRow } from './text-row.ts';
import { timerNotice } from './timers.ts';

export interface TextToSend {
  readonly chatId: string;
  readonly messageId: string;
  readonly text: string;
}

interface Waiting extends TextToSend {
  readonly settle: (outcome: Message | { readonly error: unknown }) => void;
}

interface Accepted {
  readonly asked: Waiting;
  readonly chat: ChatRow;
  readonly message: NewMessage;
  readonly row: NewOutboxRow;
  readonly isContact: boolean;
  /** What the row takes along. */
  readonly carried: Carried;
}

export interface SendingOptions {
  readonly outbox: Outbox;
  readonly sessions: SessionWork;
  readonly introduction: (accountId: string) => Introduction;
  readonly checkpoints: Pick<CarriedNotes, 'withText' | 'told'>;
  /** These were no contacts, and something is written to them. Inside a transaction; gives what else goes out. */
  readonly onWroteTo: (accountIds: readonly string[]) => readonly PreparedRow[];
  /** After its commit. */
  readonly onWritten: (accountIds: readonly string[]) => void;
}

const batchCount = 200;

/** A first message tells the timer that its chat has; gives the lines that say so here. Inside a transaction. */
const tellTimers = (context: Context, accepted: readonly Accepted[]): readonly NewMessage[] => {
  const untold = new Map(
    accepted.flatMap(({ chat }) => (chat.timer.untold ? [[chat.chatId, chat] as const] : [])),
  );
  return [...untold.values()].flatMap(({ chatId, timer }) => {
    context.store.chats.setTimer(chatId, { ...timer, untold: false });
    const { afterS } = timer;
    if (afterS === null) return [];
    return [timerNotice(context, chatId, { afterS, own: true, at: context.clock.now() })];
  });
};

/**
 * Takes texts to send. What is asked for in one moment is encrypted and stored in one transaction; a batch gathers only while
 * the one before it is written. Rejects with `not_found`, `recipient_gone`, `blocked`, `message_too_long`.
 */
export const createSending = (
  context: Context,
  options: SendingOptions,
): ((asked: TextToSend) => Promise<Message>) => {
  const { store, clock } = context;
  const { outbox, sessions } = options;
  let waiting: Waiting[] = [];
  let flushing = false;

  const accept = (batch: readonly Waiting[], deviceId: number): readonly Accepted[] => {
    const chats = new Map<string, ChatRow | null>();
    const now = clock.now();
    const given = new Set<string>();
    return batch.flatMap((asked) => {
      const { chatId, messageId, text } = asked;
      const chat = chats.get(chatId) ?? store.chats.get(chatId);
      chats.set(chatId, chat);
      try {
        if (!chat) throw new CodedError('not_found');
        const { accountId, gone, blocked, standing } = chat.contact;
        if (gone) throw new CodedError('recipient_gone');
        if (blocked) throw new CodedError('blocked');
        const message = {
          chatId,
          messageId,
          outgoing: true,
          sentAt: now,
          at: now,
          body: { kind: 'text', text },
          state: 'queued',
          expireAfterS: chat.timer.afterS,
          origin: { deviceId, keyHash: null, verified: null, seen: null },
        } as const;
        const { afterS } = chat.timer;
        const expiry = afterS === null ? null : { afterS };
        const from = options.introduction(accountId);
        const rowWith = (notes: Carried): NewOutboxRow =>
          textRow(context, accountId, { ...message, expiry }, chat.timer, from, notes);
        let carried = given.has(accountId) ? {} : options.checkpoints.withText(accountId);
        given.add(accountId);
        let row: NewOutboxRow;
        try {
          row = rowWith(carried);
        } catch (error) {
          // The longest texts have room for nothing else: it goes with the next.
          if (Object.keys(carried).length === 0) throw error;
          carried = {};
          row = rowWith(carried);
        }
        return [{ asked, chat, message, row, isContact: standing === 'accepted', carried }];
      } catch (error) {
        asked.settle({ error });
        return [];
      }
    });
  };

  const flush = async (): Promise<void> => {
    let batch: readonly Waiting[] = [];
    let added: ReadonlyMap<string, Message> = new Map();
    let alongside: readonly PreparedRow[] = [];
    let strangers: readonly string[] = [];
    const changes = noChanges();
    const isAdded = ({ row }: { readonly row: NewOutboxRow }) => added.has(row.messageId ?? '');
    try {
      const { accepted, prepared } = await sessions.run(
        async (unit) => {
          batch = waiting.slice(0, batchCount);
          waiting = waiting.slice(batch.length);
          const taken = accept(batch, unit.own.deviceId);
          return {
            accepted: taken,
            prepared: await outbox.prepare(
              unit,
              taken.map(({ row }) => row),
            ),
          };
        },
        (made) => {
          const strange = made.accepted.filter(({ isContact }) => !isContact);
          strangers = [...new Set(strange.map(({ row }) => row.accountId))];
          if (strangers.length > 0) alongside = options.onWroteTo(strangers);
          noteMessages(changes, store.messages.add(tellTimers(context, made.accepted)));
          const messages = store.messages.add(made.accepted.map(({ message }) => message));
          added = new Map(messages.map((message) => [message.messageId, message]));
          noteMessages(changes, messages);
          // What was stored by an earlier call is on its way already.
          outbox.write(made.prepared.filter(isAdded));
          for (const { row, carried } of made.accepted.filter(isAdded))
            options.checkpoints.told(row.accountId, carried);
        },
      );
      outbox.committed([...alongside, ...prepared.filter(isAdded)]);
      for (const { asked } of accepted) {
        const message =
          added.get(asked.messageId) ?? store.messages.get(asked.chatId, asked.messageId);
        asked.settle(message ?? { error: new CodedError('not_found') });
      }
      publish(context, changes);
      if (strangers.length > 0) options.onWritten(strangers);
    } catch (error) {
      if (batch.length === 0) batch = waiting.splice(0);
      for (const asked of batch) asked.settle({ error });
    }
  };

  const run = async (): Promise<void> => {
    if (flushing) return;
    flushing = true;
    // Calls of the same moment come together.
    await Promise.resolve();
    while (waiting.length > 0) await flush();
    flushing = false;
  };

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({
        ...asked,
        settle: (outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome)),
      });
      void run();
    });
};
