import { type CodedError, toErrorBody } from '../../contract/errors/coded-error.ts';
import type { Message } from '../../contract/ipc/model.ts';
import { markGone } from '../chats/notices.ts';
import type { Context } from '../context.ts';
import { noChanges, noteMessages, publish } from '../publish.ts';
import type { SyncWork, TakenMessage } from '../sync/sync.ts';
import type { Lane, LaneRow } from './lane.ts';
import { isOfMessage, type PreparedRow } from './prepared.ts';

export type Result = { readonly row: LaneRow; readonly lane: Lane } & (
  | {
      readonly kind: 'sent';
      readonly acceptedAt: number;
      /** The same as the server told it, by its own clock. */
      readonly toldAt: number;
    }
  | { readonly kind: 'failed'; readonly error: CodedError }
);

const retryAfterMs = 5_000;
/** Answers of one server commit come within this; a person does not see the difference. */
const gatherMs = 4;

const advanceSent = (
  context: Context,
  results: readonly Result[],
  changes: ReturnType<typeof noChanges>,
): ReadonlyMap<string, Message> => {
  const { store, serverClock } = context;
  // One server commit takes many messages at one time: what shares chat and time moves in one call.
  const groups = new Map<
    string,
    {
      readonly chatId: string;
      readonly at: number;
      readonly toldAt: number;
      readonly messageIds: string[];
    }
  >();
  for (const { row, ...result } of results) {
    if (result.kind !== 'sent' || !isOfMessage(row)) continue;
    const key = `${row.chatId}${result.acceptedAt}`;
    const group = groups.get(key) ?? {
      chatId: row.chatId,
      at: result.acceptedAt,
      toldAt: result.toldAt,
      messageIds: [],
    };
    group.messageIds.push(row.messageId);
    groups.set(key, group);
  }
  const advanced = new Map<string, Message>();
  for (const { toldAt, ...group } of groups.values()) {
    const start = serverClock.start(toldAt);
    const messages = store.messages.advance({ ...group, state: 'sent', start });
    noteMessages(changes, messages);
    for (const message of messages) advanced.set(message.messageId, message);
  }
  return advanced;
};

const takenOf = (results: readonly Result[]): readonly TakenMessage[] =>
  results.flatMap((result) => {
    const { row } = result;
    if (result.kind !== 'sent' || !isOfMessage(row)) return [];
    const { accountId, chatId, messageId } = row;
    return [{ accountId, chatId, messageId, acceptedAt: result.toldAt }];
  });

/** Commits answers of the server in batches. */
export interface Results {
  readonly add: (result: Result) => void;
  readonly close: () => void;
}

/**
 * `onCommitted` hears of the results whose rows are gone from the database, and of the rows that tell other devices. `onRepeat` gives
 * rows to add for what must be sent again to a new session.
 */
export const createResults = (
  context: Context,
  options: {
    readonly sync: Pick<SyncWork, 'tellTaken' | 'setOthers'>;
    /** The own account; null without one. */
    readonly ownAccountId: () => string | null;
    readonly onCommitted: (results: readonly Result[], told: readonly PreparedRow[]) => void;
    readonly onRepeat: (rows: readonly LaneRow[]) => readonly LaneRow[];
  },
): Results => {
  const { store } = context;
  let waiting: Result[] = [];
  let scheduled = false;
  let closed = false;

  const flush = (): void => {
    scheduled = false;
    if (closed || waiting.length === 0) return;
    const results = waiting;
    waiting = [];
    const changes = noChanges();
    let repeated: readonly LaneRow[] = [];
    let told: readonly PreparedRow[] = [];
    try {
      store.transaction(() => {
        const advanced = advanceSent(context, results, changes);
        told = options.sync.tellTaken(takenOf(results), advanced);
        for (const result of results) {
          if (result.kind !== 'failed') continue;
          if (result.error.code === 'recipient_gone') {
            const { accountId } = result.row;
            // What was for other devices ends with them.
            if (accountId === options.ownAccountId()) options.sync.setOthers(false);
            else markGone(context, changes, accountId);
          }
          const { row } = result;
          if (isOfMessage(row))
            noteMessages(
              changes,
              store.messages.advance({
                chatId: row.chatId,
                messageIds: [row.messageId],
                state: 'failed',
                problem: toErrorBody(result.error),
              }),
            );
        }
        repeated = options.onRepeat(
          results.flatMap(({ kind, row }) =>
            kind === 'sent' && row.repeat && row.messageId !== null ? [row] : [],
          ),
        );
        store.outbox.add(repeated);
        store.outbox.remove(results.map(({ row }) => row.id));
      });
    } catch (error) {
      // Nothing is lost: the rows are still in the outbox, and the server knows what it took by its id.
      context.onUnexpected('outbox results', error);
      waiting = [...results, ...waiting];
      scheduled = true;
      context.clock.after(retryAfterMs, flush);
      return;
    }
    options.onCommitted(results, told);
    publish(context, changes);
  };

  return {
    add: (result) => {
      waiting.push(result);
      if (scheduled) return;
      scheduled = true;
      context.clock.after(gatherMs, flush);
    },
    close: () => {
      closed = true;
    },
  };
};
