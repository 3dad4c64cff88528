import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import * as z from 'zod/mini';
import { maxPaddedBytes } from '../../contract/content/codec.ts';
import { contentLimits } from '../../contract/content/limits.ts';
import { timerLimits, timerValueSchema } from '../../contract/content/timer.ts';
import { CodedError, errorBodySchema } from '../../contract/errors/coded-error.ts';
import {
  accountIdSchema,
  base64Schema,
  phoneNumberSchema,
  timestampSchema,
} from '../../contract/ids.ts';
import { noticeKindSchema } from '../../contract/ipc/model.ts';
import { pad, unpad } from '../../contract/padding.ts';
import { bytesToUtf8, utf8ToBytes } from '../../contract/utf8.ts';
import { limits } from '../../contract/wire/limits.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { MovedChat, MovedMessage } from '../store/types/history.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Messages in one chunk, when it is made. */
export const wantedChunkMessages = 4_000;
const maxChunkMessages = 5_000;
/** JSON of a chunk, at most: what cannot be deflated fits, too. */
export const maxChunkJsonBytes = 500_000;
const maxInflatedBytes = 1_048_576;
/** Sizes on the server are multiples of this. */
const chunkBlockBytes = 1_024;
const maxChunkChats = 5_000;
const countSchema = z.int().check(z.minimum(0), z.maximum(2 ** 48));
const toldTextSchema = z.nullable(z.string().check(z.maxLength(200)));

const chatSchema = z.object({
  accountId: accountIdSchema,
  name: toldTextSchema,
  number: z.nullable(phoneNumberSchema),
  username: toldTextSchema,
  gone: z.boolean(),
  standing: z.enum(['none', 'accepted', 'request']),
  activeAt: timestampSchema,
  readThrough: countSchema,
  timer: z.object({
    afterS: timerValueSchema,
    version: z.int().check(z.minimum(0), z.maximum(timerLimits.mostVersion)),
    untold: z.boolean(),
  }),
});

const bodySchema = z.union([
  z.string().check(z.maxLength(contentLimits.maxTextLength)),
  z.object({
    notice: noticeKindSchema,
    timer: z.optional(z.object({ afterS: timerValueSchema, own: z.boolean() })),
  }),
  /** Of a kind that the sender did not know: base64 of the content. */
  z.object({ raw: base64Schema(maxPaddedBytes) }),
]);

const movingStates = ['sent', 'delivered', 'read', 'not_delivered', 'failed'] as const;

/** A list for each message, since there are many: chat (its place in `chats`), order, id, outgoing, sentAt, at, body, state, problem. */
const messageSchema = z.tuple([
  z.int().check(z.minimum(0)),
  countSchema.check(z.minimum(1)),
  z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  z.boolean(),
  timestampSchema,
  timestampSchema,
  bodySchema,
  // What waits to be sent waits on one device only.
  z.nullable(z.enum(movingStates)),
  z.nullable(errorBodySchema),
]);
type MessageRow = z.infer<typeof messageSchema>;

const chunkSchema = z.object({
  v: z.literal(1),
  /** Messages that there will be, about. */
  total: countSchema,
  chats: z.array(chatSchema).check(z.maxLength(maxChunkChats)),
  messages: z.array(messageSchema).check(z.maxLength(maxChunkMessages)),
  /** Of the last chunk: how many there were of each, this one included. */
  end: z.nullable(
    z.object({
      chunks: z.int().check(z.minimum(1), z.maximum(limits.maxTransferChunks)),
      messages: countSchema,
    }),
  ),
});
/** What one chunk holds: the messages of a stretch of orders with the chats that they are in, or more chats. */
export type Chunk = z.infer<typeof chunkSchema>;

/** `most` is the last order that moves: what was read is told as far as that. */
export const toChunkChat = (chat: ChatRow, most: number): Chunk['chats'][number] => {
  const { contact, activeAt, timer } = chat;
  const { accountId, name, number, username, gone, standing } = contact;
  const readThrough = Math.min(chat.readThrough, most);
  return { accountId, name, number, username, gone, standing, activeAt, readThrough, timer };
};

/** The chunk as bytes: JSON, deflated (RFC 1951), padded. */
export const encodeChunk = async (chunk: Chunk): Promise<Uint8Array> =>
  pad(await deflate(utf8ToBytes(JSON.stringify(chunk))), chunkBlockBytes);

/** The reverse. Rejects with `proof_invalid` for anything else, such as what would unfold to more than a chunk holds. */
export const decodeChunk = async (bytes: Uint8Array): Promise<Chunk> => {
  try {
    const inflated = await inflate(unpad(bytes), { maxOutputLength: maxInflatedBytes });
    return chunkSchema.parse(JSON.parse(bytesToUtf8(inflated)));
  } catch (error) {
    throw new CodedError('proof_invalid', { cause: error });
  }
};

const toRowBody = ({ body, raw }: MovedMessage): MessageRow[6] => {
  if (body.kind === 'text') return body.text;
  if (body.kind === 'notice') return { notice: body.notice, timer: body.timer };
  return { raw: toBase64(raw ?? new Uint8Array()) };
};

/** What was written here has a state, also in a database that was salvaged; what waits to be sent does not move. */
const toRowState = ({ outgoing, state }: MovedMessage): MessageRow[7] => {
  if (!outgoing) return null;
  return state === null || state === 'queued' ? 'sent' : state;
};

/** `chat` is the place of its chat in the chunk. */
export const toMessageRow = (message: MovedMessage, chat: number): MessageRow => [
  chat,
  message.order,
  Buffer.from(message.messageId).toString('hex'),
  message.outgoing,
  message.sentAt,
  message.at,
  toRowBody(message),
  toRowState(message),
  message.problem,
];

const toBody = (body: MessageRow[6]): Pick<MovedMessage, 'body' | 'raw'> => {
  if (typeof body === 'string') return { body: { kind: 'text', text: body }, raw: null };
  if ('notice' in body) return { body: { kind: 'notice', ...body }, raw: null };
  return { body: { kind: 'unknown' }, raw: fromBase64(body.raw) };
};

/** Where orders of the sender stand here. */
export interface Placing {
  /** Added to each. */
  readonly base: number;
  /** The last of the sender's that was taken. */
  readonly after: number;
  /** The sender has none above. */
  readonly most: number;
}

const refuse = (): never => {
  throw new CodedError('proof_invalid');
};

/** The chunk's rows as they are added here. Throws `proof_invalid` for what contradicts itself, or a place that was not kept free. */
export const readRows = (
  { chats, messages }: Chunk,
  { base, after, most }: Placing,
): { readonly chats: readonly MovedChat[]; readonly messages: readonly MovedMessage[] } => {
  let last = after;
  const read = messages.map((row): MovedMessage => {
    const [chat, order, id, outgoing, sentAt, at, body, state, problem] = row;
    const accountId = chats[chat]?.accountId ?? refuse();
    const isPlaced = order > last && order <= most;
    if (!isPlaced || outgoing !== (state !== null)) refuse();
    last = order;
    const messageId = Buffer.from(id, 'hex');
    return {
      order: base + order,
      accountId,
      messageId,
      outgoing,
      sentAt,
      at,
      ...toBody(body),
      state,
      problem,
    };
  });
  return {
    chats: chats.map((chat) => ({ ...chat, readThrough: base + Math.min(chat.readThrough, most) })),
    messages: read,
  };
};
