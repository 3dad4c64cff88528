import { createNodeClock } from './node-clock.ts';
import type { Clock, Network, Socket, SocketOptions, Unsubscribe } from './types.ts';

const abnormalClosure = 1006;
/** What is stored is shown before the first word to the server. */
const loadAfterMs = 25;

/**
 * A network whose code is read soon after its first use, so that no start waits for it. `load` is called once, and not when nobody
 * waits for it any more.
 */
export const createLateNetwork = (
  load: () => Promise<Network>,
  clock: Pick<Clock, 'after'>,
): Network => {
  let loading: Promise<Network> | undefined;
  let loaded: Network | undefined;
  let stopTimer: Unsubscribe | undefined;
  const waiting = new Set<(loading: Promise<Network>) => void>();

  const loadNow = (): void => {
    const now = load();
    loading = now.then((network) => {
      loaded = network;
      return network;
    });
    for (const go of waiting) go(loading);
    waiting.clear();
  };
  /** Calls `go` once the code is being read; true from what it returns when that is not to happen any more. */
  const whenLoading = (go: (loading: Promise<Network>) => void): (() => boolean) => {
    if (loading === undefined) {
      waiting.add(go);
      stopTimer ??= clock.after(loadAfterMs, loadNow);
    } else go(loading);
    return () => {
      const left = waiting.delete(go);
      if (left && waiting.size === 0) {
        stopTimer?.();
        stopTimer = undefined;
      }
      return left;
    };
  };

  const connectLater = (options: SocketOptions): Socket => {
    let socket: Socket | undefined;
    let closed = false;
    const end = (): void =>
      options.onEnd({ code: abnormalClosure, reason: '', retryAfterMs: undefined });
    const leave = whenLoading((network) => {
      network.then((ready) => {
        if (closed) end();
        else socket = ready.connect(options);
      }, end);
    });
    return {
      send: (bytes) => socket?.send(bytes),
      ping: () => socket?.ping(),
      bufferedBytes: () => socket?.bufferedBytes() ?? 0,
      close: () => {
        closed = true;
        socket?.close();
        if (leave()) queueMicrotask(end);
      },
    };
  };
  return {
    request: async (request) => {
      const network = loaded ?? (await new Promise<Network>((resolve) => whenLoading(resolve)));
      return network.request(request);
    },
    connect: (options) => (loaded ?? { connect: connectLater }).connect(options),
  };
};

/**
 * Node's HTTP and WebSocket clients, trusting for TLS what this computer trusts (`trustedAuthorities`); `env` may name
 * more authorities.
 */
export const createComputerNetwork = (env: NodeJS.ProcessEnv): Network =>
  createLateNetwork(async () => {
    const [{ createNodeNetwork }, { trustedAuthorities }] = await Promise.all([
      import('./node-network.ts'),
      import('./authorities.ts'),
    ]);
    return createNodeNetwork(() => trustedAuthorities(env));
  }, createNodeClock());
