import type { Message } from '../../../contract/ipc/model.ts';
import { toDayKey } from '../../i18n/formats.ts';
import { toKey } from './message-window.ts';

export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number; readonly day: string }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: Message;
      /** The day it is read under, as its first moment: not its own where it was written offline and came later. */
      readonly dayAt: number;
      /** Ends a run of one side: it carries the corner and a little air after it. */
      readonly last: boolean;
    };

const runMs = 5 * 60_000;

const sameRun = (a: Message, b: Message | undefined): boolean =>
  b !== undefined &&
  a.outgoing === b.outgoing &&
  a.body.kind !== 'notice' &&
  b.body.kind !== 'notice' &&
  Math.abs(b.at - a.at) < runMs &&
  toDayKey(a.at) === toDayKey(b.at);

/** Messages with a heading for each day and the mark where the unread ones begin. */
export const toRows = (messages: readonly Message[], firstUnreadOrder: number | null): Row[] => {
  const rows: Row[] = [];
  let day = '';
  let dayAt = 0;
  let marked = firstUnreadOrder === null;
  messages.forEach((message, index) => {
    const own = toDayKey(message.at);
    // Days only go on: what was written before and came after says its day itself.
    if (own > day) {
      day = own;
      dayAt = new Date(message.at).setHours(0, 0, 0, 0);
      rows.push({ kind: 'day', key: `day-${day}`, at: dayAt, day });
    }
    if (!marked && firstUnreadOrder !== null && message.order >= firstUnreadOrder) {
      rows.push({ kind: 'unread', key: 'unread' });
      marked = true;
    }
    rows.push({
      kind: 'message',
      key: toKey(message),
      message,
      dayAt,
      last: !sameRun(message, messages[index + 1]),
    });
  });
  return rows;
};
