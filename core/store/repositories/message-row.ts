import { errorBodySchema } from '../../../contract/errors/coded-error.ts';
import {
  type DeliveryState,
  deliveryStateSchema,
  type Message,
  noticeKindSchema,
} from '../../../contract/ipc/model.ts';
import { fromUuidBytes } from '../uuid.ts';

export interface MessageColumns {
  id: number;
  message_id: Uint8Array;
  outgoing: number;
  sent_at: number;
  kind: number;
  text: string | null;
  notice: string | null;
  state: number | null;
  problem: string | null;
  expire_after_s: number | null;
  expires_at: number | null;
}

/** The columns of `MessageColumns`; never `raw`, which may be large. */
export const messageColumns =
  'id, message_id, outgoing, sent_at, kind, text, notice, state, problem, expire_after_s, expires_at';

/** What `kind` of a row stands for. */
export const messageKinds = { text: 0, unknown: 1, notice: 2 } as const;

const states: readonly DeliveryState[] = deliveryStateSchema.options;

/** The stored number of a state: its place in the contract's list, which only grows at its end. */
export const stateNumber = (state: DeliveryState): number => states.indexOf(state);

type Notice = Extract<Message['body'], { kind: 'notice' }>;

/** A notice as one line: its kind, and of a timer who set it to how many seconds, such as `timer_set own 3600`. */
export const toNoticeText = ({ notice, timer }: Notice): string =>
  timer === undefined
    ? notice
    : `${notice} ${timer.own ? 'own' : 'other'} ${timer.afterS ?? 'off'}`;

const toNotice = (text: string | null): Notice | null => {
  const [kind, by, after] = (text ?? '').split(' ');
  const notice = noticeKindSchema.safeParse(kind);
  if (!notice.success) return null;
  if (by === undefined || after === undefined) return { kind: 'notice', notice: notice.data };
  const afterS = after === 'off' ? null : Number(after);
  return { kind: 'notice', notice: notice.data, timer: { afterS, own: by === 'own' } };
};

const toBody = (row: MessageColumns): Message['body'] => {
  if (row.kind === messageKinds.text) return { kind: 'text', text: row.text ?? '' };
  return toNotice(row.notice) ?? { kind: 'unknown' };
};

const toProblem = (text: string | null): Message['problem'] => {
  if (text === null) return null;
  const parsed = errorBodySchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : { code: 'internal' };
};

/** The row of `messageColumns` as the store gives it. */
export const toMessage = (row: MessageColumns, chatId: string): Message => ({
  messageId: fromUuidBytes(row.message_id),
  chatId,
  order: row.id,
  outgoing: row.outgoing === 1,
  at: row.sent_at,
  body: toBody(row),
  state: row.state === null ? null : (states[row.state] ?? null),
  problem: toProblem(row.problem),
  expiry: row.expire_after_s === null ? null : { afterS: row.expire_after_s, at: row.expires_at },
});
