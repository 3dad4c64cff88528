import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pad } from '../../contract/padding.ts';
import { limits } from '../../contract/wire/limits.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import type { MovedMessage } from '../store/types/history.ts';
import {
  type Chunk,
  decodeChunk,
  encodeChunk,
  maxChunkJsonBytes,
  readRows,
  toMessageRow,
} from './chunk.ts';
import { openChunk, sealChunk } from './sealing.ts';

const random = createNodeRandom();
const accountId = random.uuid();
const message = (order: number, more: Partial<MovedMessage> = {}): MovedMessage => ({
  order,
  accountId,
  messageId: Buffer.alloc(16, order),
  outgoing: false,
  sentAt: 1_000,
  at: 2_000,
  body: { kind: 'text', text: 'Apa khabar?' },
  raw: null,
  state: null,
  problem: null,
  ...more,
});
const moved: readonly MovedMessage[] = [
  message(3),
  message(5, { outgoing: true, state: 'failed', problem: { code: 'recipient_gone' } }),
  message(6, { body: { kind: 'notice', notice: 'identity_changed' } }),
  message(7, {
    body: { kind: 'notice', notice: 'timer_set', timer: { afterS: null, own: true } },
  }),
  message(9, { body: { kind: 'unknown' }, raw: new Uint8Array([1, 2, 3]) }),
];
const chat = {
  accountId,
  name: 'Badrul',
  number: '+60123456702',
  username: null,
  gone: false,
  standing: 'accepted' as const,
  activeAt: 2_000,
  readThrough: 5,
  timer: { afterS: 3_600, version: 2, untold: false },
};
const chunk: Chunk = {
  v: 1,
  total: 5,
  chats: [chat],
  messages: moved.map((one) => toMessageRow(one, 0)),
  end: { chunks: 1, messages: 5 },
};
const placing = { base: 100, after: 0, most: 50 };
const refused = expect.objectContaining({ code: 'proof_invalid' });
const written = (value: unknown) => pad(deflateRawSync(Buffer.from(JSON.stringify(value))), 1_024);

describe('a chunk', () => {
  it('is read as it was written, at the orders that are free for it', async () => {
    const { chats, messages } = readRows(await decodeChunk(await encodeChunk(chunk)), placing);
    expect(messages).toEqual(moved.map((one) => ({ ...one, order: one.order + 100 })));
    expect(chats).toEqual([{ ...chat, readThrough: 105 }]);
  });

  it('fits the server also when nothing of it can be deflated', async () => {
    const junk = Buffer.from(random.bytes((maxChunkJsonBytes * 3) / 4 - 500)).toString('base64');
    const full = { ...chunk, chats: [], messages: [], junk };
    const sealed = sealChunk(
      random.bytes(32),
      { transferId: accountId, index: 0, isLast: false },
      await encodeChunk(full),
      random,
    );
    expect(sealed.length).toBeLessThan(limits.maxChunkBytes);
  });

  it('is refused when it does not hold what a chunk holds', async () => {
    const [first] = chunk.messages;
    const wrong: readonly unknown[] = [
      null,
      { ...chunk, v: 2 },
      { ...chunk, total: -1 },
      { ...chunk, chats: Array(5_001).fill(chat) },
      { ...chunk, chats: [{ ...chat, name: 'x'.repeat(201) }] },
      { ...chunk, messages: Array(5_001).fill(first) },
      { ...chunk, messages: [first?.slice(0, 8)] },
      { ...chunk, messages: [first?.with(2, 'no id')] },
      { ...chunk, messages: [first?.with(6, { notice: 'made up' } as never)] },
      { ...chunk, messages: [first?.with(7, 'queued')] },
      { ...chunk, messages: [first?.with(6, 'x'.repeat(49_153))] },
      { ...chunk, end: { chunks: 0, messages: 0 } },
    ];
    for (const value of wrong) await expect(decodeChunk(written(value))).rejects.toEqual(refused);
    await expect(decodeChunk(random.bytes(500))).rejects.toEqual(refused);
    await expect(decodeChunk(new Uint8Array())).rejects.toEqual(refused);
  });

  it('does not unfold to more than a chunk holds', async () => {
    const bomb = pad(deflateRawSync(Buffer.alloc(50_000_000)), 1_024);
    expect(bomb.length).toBeLessThan(limits.maxChunkBytes);
    await expect(decodeChunk(bomb)).rejects.toEqual(refused);
  });

  it('is refused when its rows contradict themselves or take other places', () => {
    const rows = (...messages: readonly MovedMessage[]) => ({
      ...chunk,
      messages: messages.map((one) => toMessageRow(one, 0)),
    });
    const [first] = rows(message(3)).messages;
    if (!first) throw new Error('no row');
    const wrong: readonly (readonly [Chunk, Partial<typeof placing>])[] = [
      [rows(message(3), message(3)), {}],
      [rows(message(4), message(3)), {}],
      [rows(message(3)), { after: 3 }],
      [rows(message(51)), {}],
      [{ ...chunk, chats: [] }, {}],
      [{ ...chunk, messages: [first.with(7, 'sent') as typeof first] }, {}],
      [{ ...chunk, messages: [first.with(3, true) as typeof first] }, {}],
    ];
    for (const [given, at] of wrong)
      expect(() => readRows(given, { ...placing, ...at })).toThrow(refused);
  });
});

describe('a sealed chunk', () => {
  const key = random.bytes(32);
  const place = { transferId: random.uuid(), index: 7, isLast: false };
  const content = random.bytes(2_000);
  const sealed = sealChunk(key, place, content, random);

  it('opens in its place and nowhere else', () => {
    const opened = openChunk(key, place, sealed);
    expect(opened).toEqual({ isLast: false, content });
    expect(() => openChunk(key, { ...place, index: 8 }, sealed)).toThrow(refused);
    expect(() => openChunk(key, { ...place, transferId: random.uuid() }, sealed)).toThrow(refused);
    expect(() => openChunk(random.bytes(32), place, sealed)).toThrow(refused);
  });

  it('cannot be made the last, cut, or changed', () => {
    expect(
      openChunk(key, place, sealChunk(key, { ...place, isLast: true }, content, random)).isLast,
    ).toBe(true);
    for (const at of [0, 1, 12, 13, 500, sealed.length - 1]) {
      const bent = new Uint8Array(sealed);
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(() => openChunk(key, place, bent)).toThrow(refused);
    }
    for (const length of [0, 1, 20, 29, sealed.length - 1])
      expect(() => openChunk(key, place, sealed.subarray(0, length))).toThrow(refused);
  });
});
