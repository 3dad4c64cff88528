import { CodedError } from '../../contract/errors/coded-error.ts';
import { parseServerFrame, type ServerFrame } from '../../contract/wire/frames.ts';
import { sealedSocketPath } from '../../contract/wire/http.ts';
import { limits } from '../../contract/wire/limits.ts';
import { createBackOff } from '../connection/back-off.ts';
import { toSocketError } from '../connection/socket-end.ts';
import { attempt, type Context } from '../context.ts';
import type { Socket, SocketEnd, Unsubscribe } from '../platform/types.ts';

/** The second connection: it shows nothing of who one is, opens when something is to be sent, and closes when nothing was for a while. */
export interface SealedLine {
  /** Sends, in order; opens the connection first if it must. What is not answered when it ends is told by `onDown`. */
  readonly send: (bytes: Uint8Array) => void;
  readonly bufferedBytes: () => number;
  /** Nothing is to be sent before then. */
  readonly dueAt: () => number;
  /** The server, or the proxy before it, knows no sealed sending; for an hour, then it is tried again. */
  readonly isRefused: () => boolean;
  /** The server is heard no more: ends the connection. */
  readonly fail: () => void;
  /** Ends the connection; the next `send` opens another one. */
  readonly close: () => void;
}

const idleMs = 120_000;
const openTimeoutMs = 15_000;
const retryRange = { firstMs: 500, mostMs: 60_000 };
/** The server, or what stands before it, may be put right: then it is tried again. */
const refusedForMs = 3_600_000;
/** Somebody is slow, early or too eager: the same may be answered otherwise later. */
const ofThisMoment: readonly number[] = [408, 425, 429];
/**
 * Whether this is what a server or a proxy that passes no such path answers, whatever it puts in the body: a page, a redirect to one, a
 * question who one is, which is nobody here. Servers that fail or are busy (5xx), and silence, say nothing of the path.
 */
const isNoSuchPath = (status: number | undefined): boolean =>
  status !== undefined && (status === 501 || (status < 500 && !ofThisMoment.includes(status)));

const abnormalClosure = 1006;

/** An error that Bisik names in the body counts as that error. The number alone is anybody's: a proxy's 401 is none of Bisik's. */
const toLineError = (end: SocketEnd): CodedError => {
  const error = toSocketError(end.status === undefined ? end : { ...end, code: abnormalClosure });
  return error.code === 'offline' && isNoSuchPath(end.status) ? new CodedError('not_found') : error;
};

/** `whenUp` as of the first connection: where the server has proved its key. */
export const createSealedLine = (
  context: Pick<Context, 'network' | 'clock' | 'random' | 'onUnexpected'>,
  options: {
    readonly whenUp: () => Promise<string>;
    readonly onFrame: (frame: ServerFrame) => void;
    readonly onDown: () => void;
  },
): SealedLine => {
  const { network, clock, random } = context;
  let generation = 0;
  let socket: Socket | null = null;
  let isOpening = false;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const backOff = createBackOff(random, retryRange);
  let dueAt = 0;
  let refusedUntil = 0;
  let stopIdle: Unsubscribe = () => undefined;

  const drop = (): void => {
    generation++;
    stopIdle();
    isOpening = false;
    waiting = [];
    waitingBytes = 0;
    const former = socket;
    socket = null;
    former?.close();
  };
  const failed = (error: CodedError): void => {
    drop();
    if (['not_found', 'unsupported_version', 'bad_request'].includes(error.code))
      refusedUntil = clock.now() + refusedForMs;
    const waitMs = backOff.failedMs(error);
    dueAt = clock.now() + (refusedUntil > clock.now() ? 0 : waitMs);
    attempt(context, 'sealed connection', options.onDown);
  };
  const stirred = (): void => {
    stopIdle();
    stopIdle = clock.after(idleMs, drop);
  };
  const receive = (bytes: Uint8Array): void => {
    let frame: ServerFrame;
    try {
      frame = parseServerFrame(bytes);
    } catch {
      failed(new CodedError('bad_frame'));
      return;
    }
    if (frame.kind === 'error' && frame.requestId === 0) {
      failed(new CodedError('unavailable'));
      return;
    }
    if (frame.kind !== 'sent' && frame.kind !== 'error') return;
    backOff.reset();
    stirred();
    attempt(context, 'sealed frame', () => options.onFrame(frame));
  };
  const connect = (url: string): void => {
    const mine = generation;
    const isMine = (): boolean => mine === generation;
    const made = network.connect({
      url: `${url.replace(/^http/, 'ws')}${sealedSocketPath}?v=${limits.protocolVersion}`,
      headers: {},
      maxFrameBytes: limits.maxFrameBytes,
      openTimeoutMs,
      onOpen: () => {
        if (!isMine()) return;
        isOpening = false;
        const first = waiting;
        waiting = [];
        waitingBytes = 0;
        for (const bytes of first) made.send(bytes);
        stirred();
      },
      onFrame: (bytes) => {
        if (isMine()) receive(bytes);
      },
      onAlive: () => undefined,
      onEnd: (end) => {
        if (isMine()) failed(toLineError(end));
      },
    });
    socket = made;
  };
  const open = (): void => {
    isOpening = true;
    const mine = generation;
    options.whenUp().then(
      (url) => {
        if (mine === generation) connect(url);
      },
      () => {
        if (mine === generation) failed(new CodedError('offline'));
      },
    );
  };

  return {
    send: (bytes) => {
      if (socket && !isOpening) {
        socket.send(bytes);
        stirred();
        return;
      }
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (!isOpening) open();
    },
    bufferedBytes: () => waitingBytes + (socket?.bufferedBytes() ?? 0),
    dueAt: () => dueAt,
    isRefused: () => refusedUntil > clock.now(),
    fail: () => failed(new CodedError('offline')),
    close: drop,
  };
};
