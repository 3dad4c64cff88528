import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import {
  type ErrorBody,
  type ErrorDetails,
  isCodedError,
  toErrorBody,
} from '../../../contract/errors/coded-error.ts';
import { type ErrorCode, errorTable } from '../../../contract/errors/table.ts';
import {
  encodeServerFrame,
  type SendFrame,
  type ServerFrame,
} from '../../../contract/wire/frames.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { Committer, SendOrigin } from './committer.ts';
import type { Flood, FloodVerdict } from './flood.ts';
import { createSocketWriter, type SocketWriter } from './socket-writer.ts';
import type { Turn } from './turn.ts';

type FrameBytes = Buffer<ArrayBuffer>;

export interface RelaySocketDependencies {
  readonly committer: Committer;
  /** Of whoever is at the other end; outlives the connection. */
  readonly flood: Flood;
  readonly limits: ServerLimits;
  /** Lets a batch's answers leave together. */
  readonly turn: Turn;
  /** Once. */
  readonly onClosed: () => void;
  readonly onRefused: (code: ErrorCode) => void;
  readonly onFailed: (error: unknown) => void;
}

/** What every connection to the relay is, whoever is at its other end. */
export interface RelaySocket {
  readonly isOpen: () => boolean;
  /** Says something in this turn's write; nothing after the end. */
  readonly write: (say: (writer: SocketWriter) => void) => void;
  readonly tell: (frame: ServerFrame) => void;
  /** Whether so little is unsent that what may be dropped is still sent. */
  readonly hasRoom: () => boolean;
  /** Hands a frame to the committer, unless the verdict is that it came too soon; who sends too many unanswered is read no further. */
  readonly take: (
    origin: SendOrigin,
    frame: SendFrame,
    bytes: FrameBytes,
    verdict: FloodVerdict,
  ) => void;
  /** What a `SendOrigin` of this connection does with its answers. */
  readonly answers: Pick<SendOrigin, 'sent' | 'refused'>;
  readonly close: (code: ErrorCode, details?: ErrorDetails) => void;
  /** Asks for a sign of life. */
  readonly ping: () => void;
  /** Ends the connection if the sign did not come. */
  readonly checkAlive: () => void;
}

/** How long a client has to answer a close before its socket is cut. */
const closeTimeoutMs = 2_000;

/** `onFrame` is given each binary message and what the flood says of it. What it throws is answered: `too_large` to the request, anything else with a close. */
export const createRelaySocket = (
  socket: WebSocket,
  stream: Duplex,
  { committer, flood, limits, turn, ...told }: RelaySocketDependencies,
  onFrame: (bytes: FrameBytes, verdict: FloodVerdict) => void,
): RelaySocket => {
  const writer = createSocketWriter(stream);
  let open = true;
  let pendingSends = 0;
  let paused = false;
  let alive = true;

  const flush = (): void => {
    writer.flush();
    if (stream.writableLength > limits.maxBufferedBytes) close('slow_client');
  };
  const write = (say: (writer: SocketWriter) => void): void => {
    if (!open) return;
    say(writer);
    turn.flushSoon(flush);
  };
  const tell = (frame: ServerFrame): void =>
    write(({ frame: add }) => add(encodeServerFrame(frame)));
  const hasRoom = (): boolean => stream.writableLength < limits.maxBufferedBytes / 4;

  const ended = (): void => {
    if (!open) return;
    open = false;
    told.onClosed();
  };

  const close = (code: ErrorCode, details?: ErrorDetails): void => {
    if (!open) return;
    told.onRefused(code);
    const row: { close?: number } = errorTable[code];
    const error = details === undefined ? { code } : { code, details };
    if (code !== 'slow_client') tell({ kind: 'error', requestId: 0, error });
    ended();
    writer.flush();
    socket.close(row.close ?? 1011, JSON.stringify(error));
    const timer = setTimeout(() => socket.terminate(), code === 'slow_client' ? 0 : closeTimeoutMs);
    socket.once('close', () => clearTimeout(timer));
  };

  const refuse = (requestId: number, error: ErrorBody): void => {
    told.onRefused(error.code);
    tell({ kind: 'error', requestId, error });
  };
  const answered = (): void => {
    pendingSends--;
    if (paused && open && pendingSends * 2 < limits.maxPendingSends) {
      paused = false;
      socket.resume();
    }
  };

  const onBadFrame = (bytes: Buffer, error: unknown): void => {
    if (!isCodedError(error)) told.onFailed(error);
    const code = isCodedError(error) ? error.code : 'internal';
    // The header of a send stands before what is too large.
    if (code === 'too_large') refuse(bytes.readUInt32BE(1), { code });
    else close(code);
  };

  socket.on('message', (data, isBinary) => {
    if (!open) return;
    const bytes = data as FrameBytes;
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
    else if (verdict === 'pass' && open && hasRoom()) socket.pong(data);
  });
  // ws closes by itself after a broken frame (1002, 1007, 1009).
  socket.on('error', () => undefined);
  socket.on('close', ended);

  return {
    isOpen: () => open,
    write,
    tell,
    hasRoom,
    take: (origin, frame, bytes, verdict) => {
      if (verdict !== 'pass' && verdict !== 'close') {
        refuse(frame.requestId, { code: 'rate_limited', retryAfterMs: verdict.retryAfterMs });
        return;
      }
      pendingSends++;
      if (pendingSends >= limits.maxPendingSends && !paused) {
        paused = true;
        socket.pause();
      }
      committer.add(origin, frame, bytes.subarray(5, 21));
    },
    answers: {
      sent: (requestId, acceptedAt) => {
        answered();
        write(({ sent }) => sent(requestId, acceptedAt));
      },
      refused: (requestId, error) => {
        answered();
        refuse(requestId, toErrorBody(error));
      },
    },
    close,
    ping: () => {
      if (!open) return;
      alive = false;
      socket.ping();
    },
    checkAlive: () => {
      if (alive || !open) return;
      ended();
      socket.terminate();
    },
  };
};
