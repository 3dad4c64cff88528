import type { Message } from '../../../contract/ipc/model.ts';

/** The run of messages that the page holds. However long the chat, this stays short. */
export type MessageWindow = {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly firstUnreadOrder: number | null;
};

/** Most messages kept at once: a few screens each way. */
export const windowLimit = 120;

/** What is one message: two people may pick the same id, so the id alone is not enough. */
export const toKey = ({ messageId, outgoing }: Message): string =>
  `${outgoing ? 'out' : 'in'} ${messageId}`;

const byOrder = (a: Message, b: Message) => a.order - b.order;

const merge = (known: readonly Message[], more: readonly Message[]): Message[] => {
  const byId = new Map(known.map((message) => [toKey(message), message]));
  for (const message of more) byId.set(toKey(message), message);
  return [...byId.values()].sort(byOrder);
};

/** Adds a page of older messages and lets go of the newest beyond the limit. */
export const addOlder = (
  window: MessageWindow,
  page: { messages: readonly Message[]; hasOlder: boolean },
): MessageWindow => {
  const messages = merge(window.messages, page.messages);
  const kept = messages.slice(0, windowLimit);
  return {
    ...window,
    messages: kept,
    hasOlder: page.hasOlder,
    hasNewer: window.hasNewer || kept.length < messages.length,
  };
};

/** Adds a page of newer messages and lets go of the oldest beyond the limit. */
export const addNewer = (
  window: MessageWindow,
  page: { messages: readonly Message[]; hasNewer: boolean },
): MessageWindow => {
  const messages = merge(window.messages, page.messages);
  const kept = messages.slice(-windowLimit);
  return {
    ...window,
    messages: kept,
    hasNewer: page.hasNewer,
    hasOlder: window.hasOlder || kept.length < messages.length,
  };
};

/** A page around where the person reads takes the place of what is shown; the mark of what is new stays where it was put. */
export const toRefilled = (window: MessageWindow, page: MessageWindow): MessageWindow => ({
  ...page,
  firstUnreadOrder: window.messages.length > 0 ? window.firstUnreadOrder : page.firstUnreadOrder,
});

/** The mark of what was new goes on to the next received message when its own was deleted. */
const followUnread = (
  order: number | null,
  removed: ReadonlySet<number>,
  messages: readonly Message[],
): number | null =>
  order === null || !removed.has(order)
    ? order
    : (messages.find((one) => one.order > order && !one.outgoing && one.body.kind !== 'notice')
        ?.order ?? null);

/** Takes what the engine tells: new messages at the end, new states anywhere, removals. */
export const applyChange = (
  window: MessageWindow,
  change: { messages: readonly Message[]; removedOrders: readonly number[] },
): MessageWindow => {
  const removed = new Set(change.removedOrders);
  const known = new Set(window.messages.map(toKey));
  const first = window.messages[0]?.order ?? Number.NEGATIVE_INFINITY;
  const last = window.messages.at(-1)?.order ?? Number.NEGATIVE_INFINITY;
  const wanted = change.messages.filter(
    (message) =>
      known.has(toKey(message)) ||
      (message.order > last ? !window.hasNewer : message.order > first || !window.hasOlder),
  );
  const merged = merge(window.messages, wanted).filter(({ order }) => !removed.has(order));
  const messages = merged.slice(-windowLimit);
  return {
    messages,
    hasOlder: window.hasOlder || messages.length < merged.length,
    hasNewer: window.hasNewer,
    firstUnreadOrder: followUnread(window.firstUnreadOrder, removed, messages),
  };
};
