import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';
import { expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { ErrorCode } from '../../../contract/errors/table.ts';
import { encodeClientFrame, sealedType } from '../../../contract/wire/frames.ts';
import { defaultServerLimits } from '../../server-limits.ts';
import type { Committer } from './committer.ts';
import { createSealedConnection } from './sealed-connection.ts';
import { createTurn } from './turn.ts';

/** A client that takes nothing from its connection: no byte that is written ever leaves. */
const stuckClient = () => {
  const written: Buffer[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer) => {
      written.push(chunk);
    },
  });
  const calls = { close: vi.fn(), terminate: vi.fn(), pause: vi.fn(), resume: vi.fn() };
  const socket = Object.assign(new EventEmitter(), calls);
  return { ...calls, stream, socket, written: () => Buffer.concat(written).toString('latin1') };
};

const sealedFrame = (): Buffer =>
  Buffer.from(
    encodeClientFrame({
      kind: 'send',
      requestId: 7,
      clientMessageId: randomUUID(),
      recipientId: randomUUID(),
      ephemeral: false,
      deliveryToken: randomBytes(16),
      envelopes: [{ deviceId: 1, registrationId: 2, type: sealedType, content: randomBytes(9) }],
    }),
  );

it('cuts a client that does not read at once, and tells it nothing more', async () => {
  const client = stuckClient();
  const refused: ErrorCode[] = [];
  const onClosed = vi.fn();
  const committer: Committer = {
    add: (origin, frame) => origin.refused(frame.requestId, new CodedError('not_allowed')),
    idle: async () => undefined,
  };
  createSealedConnection(client.socket as unknown as WebSocket, client.stream, {
    committer,
    turn: createTurn(),
    flood: { take: () => 'pass' },
    guesses: null,
    limits: { ...defaultServerLimits, maxBufferedBytes: 200 },
    onClosed,
    onRefused: (code) => refused.push(code),
    onFailed: (error) => {
      throw error;
    },
  });
  for (let count = 0; count < 20; count++) client.socket.emit('message', sealedFrame(), true);
  await expect.poll(() => client.close.mock.calls).toEqual([[4408, '{"code":"slow_client"}']]);
  // Two seconds are for who is asked to leave and may still read.
  await vi.waitFor(() => expect(client.terminate).toHaveBeenCalledOnce(), { timeout: 500 });
  expect(client.written()).toContain('not_allowed');
  expect(client.written()).not.toContain('slow_client');
  expect(onClosed).toHaveBeenCalledOnce();
  expect(refused.at(-1)).toBe('slow_client');
});
