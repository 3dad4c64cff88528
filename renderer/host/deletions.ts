import type { ChatSummary, Message } from '../../contract/ipc/model.ts';
import type { Host } from './host.ts';

type LastMessage = ChatSummary['lastMessage'];

/** A message that was deleted on the screen and not yet in the database. */
export type Deleted = Pick<Message, 'chatId' | 'messageId' | 'at' | 'outgoing'> & {
  /** What is the last of its chat without it; `undefined` where it is not the last, or nobody knows. */
  readonly left: LastMessage | undefined;
};

export type DeletionsState = {
  /** Can still be brought back, all of them at once. */
  readonly waiting: readonly Deleted[];
  /** Those, and the ones that are being deleted. */
  readonly all: readonly Deleted[];
  readonly hidden: ReadonlySet<string>;
};

/** Delete for me, with a while to think again; it goes on whichever chat is open. */
export type Deletions = {
  readonly read: () => DeletionsState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly remove: (deleted: Deleted) => void;
  /** Brings back what waits; false when nothing does. */
  readonly undo: () => boolean;
  /** Carries out what waits. */
  readonly settle: () => void;
};

const toState = (waiting: readonly Deleted[], leaving: readonly Deleted[]): DeletionsState => {
  const all = [...leaving, ...waiting];
  return { waiting, all, hidden: new Set(all.map(({ messageId }) => messageId)) };
};

export const createDeletions = (host: Host): Deletions => {
  const listeners = new Set<() => void>();
  let waiting: readonly Deleted[] = [];
  let leaving: readonly Deleted[] = [];
  let state = toState(waiting, leaving);

  const set = (nextWaiting: readonly Deleted[], nextLeaving: readonly Deleted[]) => {
    waiting = nextWaiting;
    leaving = nextLeaving;
    state = toState(waiting, leaving);
    for (const listener of [...listeners]) listener();
  };
  const carryOut = async (chatId: string, deleted: readonly Deleted[]) => {
    const messageIds = deleted.map(({ messageId }) => messageId);
    try {
      await host.messages.deleteForMe({ chatId, messageIds });
    } catch {
      // What is still in the database comes back into view.
    }
    set(
      waiting,
      leaving.filter((one) => !deleted.includes(one)),
    );
  };

  return {
    read: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    remove: (deleted) => set([...waiting, deleted], leaving),
    undo: () => {
      if (waiting.length === 0) return false;
      set([], leaving);
      return true;
    },
    settle: () => {
      const due = waiting;
      if (due.length === 0) return;
      set([], [...leaving, ...due]);
      for (const chatId of new Set(due.map((one) => one.chatId)))
        void carryOut(
          chatId,
          due.filter((one) => one.chatId === chatId),
        );
    },
  };
};

/** The last message that a chat has without the deleted ones, for as long as the chat still names one of them. */
export const withoutDeleted = (chat: ChatSummary, deleted: readonly Deleted[]): ChatSummary => {
  let rest = deleted.filter(({ chatId, left }) => chatId === chat.chatId && left !== undefined);
  let last: LastMessage = chat.lastMessage;
  for (;;) {
    const found = rest.find((one) => one.at === last?.at && one.outgoing === last.outgoing);
    if (!found) return last === chat.lastMessage ? chat : { ...chat, lastMessage: last };
    last = found.left ?? null;
    rest = rest.filter((one) => one !== found);
  }
};
