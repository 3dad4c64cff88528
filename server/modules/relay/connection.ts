import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import {
  type ErrorDetails,
  isCodedError,
  toErrorBody,
} from '../../../contract/errors/coded-error.ts';
import { type ErrorCode, errorTable } from '../../../contract/errors/table.ts';
import {
  encodeServerFrame,
  parseClientFrame,
  type ServerFrame,
} from '../../../contract/wire/frames.ts';
import { writeUuid } from '../../../contract/wire/uuid-bytes.ts';
import type { BusMessage } from '../../bus/types.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { Device, RelayStore } from '../../store/types.ts';
import type { Acknowledger } from './acknowledger.ts';
import type { Committer, SendOrigin } from './committer.ts';
import type { Flood, FloodVerdict } from './flood.ts';
import { createOutgoing } from './outgoing.ts';
import { createSocketWriter } from './socket-writer.ts';
import type { Turn } from './turn.ts';

export interface ConnectionDependencies {
  readonly device: Device;
  readonly store: RelayStore;
  readonly committer: Committer;
  readonly acknowledger: Acknowledger;
  /** Of the account, so that neither connecting again nor another device begins anew. */
  readonly flood: Flood;
  readonly limits: ServerLimits;
  readonly onClosed: () => void;
  readonly onRefused: (code: ErrorCode) => void;
  readonly onFailed: (error: unknown) => void;
  /** Lets a batch's answers leave together. */
  readonly turn: Turn;
}

export interface Connection {
  readonly device: Device;
  readonly onBus: (message: BusMessage) => void;
  readonly close: (code: ErrorCode) => void;
  /** Asks for a sign of life, and looks into the store in case a wake was lost. */
  readonly ping: () => void;
  /** Ends the connection if the sign did not come. */
  readonly checkAlive: () => void;
}

/** How long a client has to answer a close before its socket is cut. */
const closeTimeoutMs = 2_000;

export const createConnection = (
  socket: WebSocket,
  stream: Duplex,
  dependencies: ConnectionDependencies,
): Connection => {
  const { device, store, committer, acknowledger, flood, limits, turn } = dependencies;
  const writer = createSocketWriter(stream);
  let open = true;
  let pendingSends = 0;
  let paused = false;
  let alive = true;

  const flush = (): void => {
    writer.flush();
    if (stream.writableLength > limits.maxBufferedBytes) close('slow_client');
  };
  const write = (say: () => void): void => {
    if (!open) return;
    say();
    turn.flushSoon(flush);
  };
  const tell = (frame: ServerFrame): void => write(() => writer.frame(encodeServerFrame(frame)));

  const outgoing = createOutgoing({
    deviceRef: device.deviceRef,
    store,
    limits,
    afterSeq: acknowledger.pendingThrough(device.deviceRef),
    deliver: (bodies) => write(() => writer.deliver(bodies)),
    caughtUp: () => tell({ kind: 'caughtUp' }),
    onFailed: dependencies.onFailed,
  });

  const ended = (): void => {
    if (!open) return;
    open = false;
    outgoing.close();
    dependencies.onClosed();
  };

  const close = (code: ErrorCode, details?: ErrorDetails): void => {
    if (!open) return;
    dependencies.onRefused(code);
    const row: { close?: number } = errorTable[code];
    const error = details === undefined ? { code } : { code, details };
    if (code !== 'slow_client') tell({ kind: 'error', requestId: 0, error });
    ended();
    writer.flush();
    socket.close(row.close ?? 1011, JSON.stringify(error));
    const timer = setTimeout(() => socket.terminate(), code === 'slow_client' ? 0 : closeTimeoutMs);
    socket.once('close', () => clearTimeout(timer));
  };

  const answered = (): void => {
    pendingSends--;
    if (paused && open && pendingSends * 2 < limits.maxPendingSends) {
      paused = false;
      socket.resume();
    }
  };
  const accountIdBytes = new Uint8Array(16);
  writeUuid(accountIdBytes, 0, device.accountId);
  const origin: SendOrigin = {
    accountId: device.accountId,
    accountIdBytes,
    deviceId: device.deviceId,
    accountRef: device.accountRef,
    deviceRef: device.deviceRef,
    sent: (requestId, acceptedAt) => {
      answered();
      write(() => writer.sent(requestId, acceptedAt));
    },
    refused: (requestId, error) => {
      answered();
      dependencies.onRefused(error.code);
      tell({ kind: 'error', requestId, error: toErrorBody(error) });
    },
  };

  const refuse = (requestId: number, code: ErrorCode, retryAfterMs?: number): void => {
    dependencies.onRefused(code);
    const error = retryAfterMs === undefined ? { code } : { code, retryAfterMs };
    tell({ kind: 'error', requestId, error });
  };

  const onFrame = (bytes: Buffer<ArrayBuffer>, verdict: FloodVerdict): void => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'ack') {
      outgoing.onAcknowledged(frame.throughSeq);
      acknowledger.add(device.accountId, device.deviceRef, frame.throughSeq);
      return;
    }
    if (verdict !== 'pass' && verdict !== 'close') {
      refuse(frame.requestId, 'rate_limited', verdict.retryAfterMs);
      return;
    }
    pendingSends++;
    if (pendingSends >= limits.maxPendingSends && !paused) {
      paused = true;
      socket.pause();
    }
    committer.add(origin, frame, bytes.subarray(5, 21));
  };

  const onBadFrame = (bytes: Buffer, error: unknown): void => {
    if (!isCodedError(error)) dependencies.onFailed(error);
    const code = isCodedError(error) ? error.code : 'internal';
    // The header of a send stands before what is too large.
    if (code === 'too_large') refuse(bytes.readUInt32BE(1), code);
    else close(code);
  };

  socket.on('message', (data, isBinary) => {
    if (!open) return;
    const bytes = data as Buffer<ArrayBuffer>;
    const verdict = flood.take(bytes.length);
    if (verdict === 'close' || !isBinary) {
      close(isBinary ? 'rate_limited' : 'bad_frame');
      return;
    }
    try {
      onFrame(bytes, verdict);
    } catch (error) {
      onBadFrame(bytes, error);
    }
  });
  socket.on('pong', () => {
    alive = true;
  });
  // Answered here and not by ws, which would gather answers without end for a client that reads none.
  socket.on('ping', (data) => {
    const verdict = flood.take(data.length);
    if (verdict === 'close') close('rate_limited');
    else if (verdict === 'pass' && open && stream.writableLength < limits.maxBufferedBytes / 4)
      socket.pong(data);
  });
  // ws closes by itself after a broken frame (1002, 1007, 1009).
  socket.on('error', () => undefined);
  socket.on('close', ended);

  return {
    device,
    onBus: (message) => {
      if (message.kind === 'envelopes') outgoing.onStored(message);
      else if (message.kind === 'ephemeral') {
        // Nobody's flood of what is not kept may count as this client's slowness.
        if (stream.writableLength < limits.maxBufferedBytes / 4)
          write(() => writer.deliver((message.deliveries ?? []).map(({ body }) => body)));
      } else if (message.kind === 'keys' && message.counts !== undefined)
        tell({ kind: 'keysLow', ...message.counts });
      else if (message.kind === 'revoked')
        close('unauthorized', message.reason && { reason: message.reason });
    },
    close,
    ping: () => {
      if (!open) return;
      alive = false;
      socket.ping();
      outgoing.look();
    },
    checkAlive: () => {
      if (alive || !open) return;
      ended();
      socket.terminate();
    },
  };
};
