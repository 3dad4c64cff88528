import { CodedError, isCodedError, toErrorBody } from '../../contract/errors/coded-error.ts';
import type { ConnectionState } from '../../contract/ipc/engine-state.ts';
import {
  type ClientFrame,
  encodeClientFrame,
  parseServerFrame,
  type ServerFrame,
} from '../../contract/wire/frames.ts';
import { socketPath } from '../../contract/wire/http.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Clock, Network, Random, Socket, Unsubscribe } from '../platform/types.ts';
import { authorizationHeader, type Credentials } from './api.ts';
import { createBackOff, mostPauseMs } from './back-off.ts';
import { findServer, type PinnedServer, type ToldTime } from './find-server.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { toServerError } from './server-error.ts';
import { keyFingerprint } from './server-key.ts';
import { toSocketError } from './socket-end.ts';

/** Where to connect, as what, and which key the server must prove. */
export interface LinkTarget extends PinnedServer {
  readonly credentials: Credentials;
}

export interface LinkOptions {
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
}

/** Who is told of what becomes of the connection. */
export interface LinkListener {
  readonly onFrame: (frame: ServerFrame) => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onState: () => void;
  /** The server refused this device. */
  readonly onUnauthorized: (error: CodedError) => void;
  /** The server told its time, before anything else it says. */
  readonly onServerTime: (time: ToldTime) => void;
  /** The server was found at `otherUrl`. */
  readonly onMoved: (url: string) => void;
}

export type LinkState = Omit<ConnectionState, 'queuedCount'>;

/** The connection to the server: opens itself again until stopped. */
export interface Link {
  /** Connects, unless it does so already. */
  readonly start: (target: LinkTarget, listener: LinkListener) => void;
  /** Ends the connection and tries no more until `start`. */
  readonly stop: () => void;
  /** Tries now instead of after the back-off. */
  readonly retry: () => void;
  /** Drops the connection and opens it again after `error`'s back-off, so that the server hands over anew. */
  readonly fail: (error: CodedError) => void;
  /** Sends when up; else does nothing. */
  readonly send: (frame: ClientFrame) => void;
  readonly sendBytes: (bytes: Uint8Array) => void;
  readonly isUp: () => boolean;
  /**
   * Resolves with the address at which the server proved its key when the connection there stands; waits for a try under way.
   * Rejects with `offline` when that failed or none is.
   */
  readonly whenUp: () => Promise<string>;
  readonly bufferedBytes: () => number;
  readonly state: () => LinkState;
}

const retryRange = { firstMs: 500, mostMs: 60_000 };
const openTimeoutMs = 15_000;
const slowRetryMs = 300_000;

/** How long at least until the next try; what a person must settle is asked again only seldom. */
const pauseAfter = (error: CodedError): number => {
  if (
    error.code === 'server_key_changed' ||
    error.code === 'unsupported_version' ||
    error.code === 'server_not_bisik'
  )
    return slowRetryMs;
  if (error.code === 'replaced') return 10_000;
  return Math.min(error.retryAfterMs ?? 0, mostPauseMs);
};

/** A link that is not started yet. */
export const createLink = (options: LinkOptions): Link => {
  const { network, clock, random } = options;
  let state: LinkState = { state: 'offline', since: clock.now(), problem: null, offeredKey: null };
  let running: LinkTarget | null = null;
  let listener: LinkListener | null = null;
  /** Grows with every try, so that what a former one still reports is not taken for the present one. */
  let generation = 0;
  const backOff = createBackOff(random, retryRange);
  let socket: Socket | null = null;
  let up = false;
  let heartbeat: Heartbeat | null = null;
  let stopTimer: Unsubscribe = () => undefined;
  let trying = false;
  const waiting: ((isUp: boolean) => void)[] = [];

  /** The try under way came to an end. */
  const tried = (): void => {
    trying = false;
    for (const settle of waiting.splice(0)) settle(up);
  };

  const setState = (next: Omit<LinkState, 'since'>): void => {
    const same =
      next.state === state.state &&
      next.problem?.code === state.problem?.code &&
      next.offeredKey?.publicKey === state.offeredKey?.publicKey;
    if (same) return;
    state = { ...next, since: next.state === state.state ? state.since : clock.now() };
    listener?.onState();
  };

  const drop = (): void => {
    generation++;
    stopTimer();
    heartbeat?.stop();
    heartbeat = null;
    const former = socket;
    socket = null;
    former?.close();
    if (!up) return;
    up = false;
    listener?.onDown();
  };

  const failed = (error: CodedError, offeredKey: string | null = null): void => {
    drop();
    const problem =
      error.code === 'offline' || error.code === 'replaced' ? null : toErrorBody(error);
    setState({
      state: 'offline',
      problem,
      offeredKey:
        offeredKey === null
          ? null
          : { publicKey: offeredKey, keyFingerprint: keyFingerprint(offeredKey) },
    });
    tried();
    if (!running) return;
    stopTimer = clock.after(Math.max(pauseAfter(error), backOff.failedMs()), attempt);
    if (error.code === 'unauthorized') listener?.onUnauthorized(error);
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
      failed(toServerError(frame.error));
      return;
    }
    // A server that speaks is well again; one that only opens and closes is not.
    backOff.reset();
    listener?.onFrame(frame);
  };

  const open = (url: string, target: LinkTarget): void => {
    const mine = generation;
    const isMine = (): boolean => mine === generation;
    socket = network.connect({
      url: `${url.replace(/^http/, 'ws')}${socketPath}?v=${limits.protocolVersion}`,
      headers: { authorization: authorizationHeader(target.credentials) },
      maxFrameBytes: limits.maxFrameBytes * 2,
      openTimeoutMs,
      onOpen: () => {
        if (!isMine()) return;
        up = true;
        heartbeat = startHeartbeat(
          clock,
          () => socket?.ping(),
          () => failed(new CodedError('offline')),
        );
        setState({ state: 'online', problem: null, offeredKey: null });
        tried();
        listener?.onUp();
      },
      onFrame: (bytes) => {
        if (isMine()) receive(bytes);
      },
      onAlive: () => {
        if (isMine()) heartbeat?.alive();
      },
      onEnd: (end) => {
        if (isMine()) failed(toSocketError(end));
      },
    });
  };

  const attempt = (): void => {
    drop();
    const target = running;
    if (!target) {
      tried();
      return;
    }
    trying = true;
    const mine = generation;
    if (backOff.failures() === 0 && state.problem === null)
      setState({ state: 'connecting', problem: null, offeredKey: null });
    findServer({ network, random, clock }, target).then(
      (found) => {
        if (mine !== generation) return;
        if ('offeredKey' in found) {
          failed(new CodedError('server_key_changed'), found.offeredKey);
          return;
        }
        const { url, time } = found;
        if (time) listener?.onServerTime(time);
        if (url !== target.url) {
          running = { ...target, url };
          listener?.onMoved(url);
        }
        open(url, target);
      },
      (error: unknown) => {
        if (mine === generation)
          failed(isCodedError(error) ? error : new CodedError('offline', { cause: error }));
      },
    );
  };

  return {
    start: (target, told) => {
      if (running) return;
      running = target;
      listener = told;
      backOff.reset();
      attempt();
    },
    stop: () => {
      running = null;
      drop();
      tried();
      setState({ state: 'offline', problem: state.problem, offeredKey: state.offeredKey });
    },
    retry: () => {
      if (!running || up) return;
      backOff.reset();
      attempt();
    },
    fail: (error) => {
      if (running) failed(error);
    },
    send: (frame) => {
      if (up) socket?.send(encodeClientFrame(frame));
    },
    sendBytes: (bytes) => {
      if (up) socket?.send(bytes);
    },
    isUp: () => up,
    whenUp: async () => {
      const isUp = up || (trying && (await new Promise<boolean>((settle) => waiting.push(settle))));
      if (!isUp || !running) throw new CodedError('offline');
      return running.url;
    },
    bufferedBytes: () => socket?.bufferedBytes() ?? 0,
    state: () => state,
  };
};
