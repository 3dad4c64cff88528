import type { Network, Socket, SocketOptions } from './types.ts';

const abnormalClosure = 1006;
/** What is stored is shown before the first word to the server. */
const loadAfterMs = 25;

/** A network whose code is read with its first use, so that no start waits for it. `load` is called once. */
export const createLateNetwork = (load: () => Promise<Network>): Network => {
  let loading: Promise<Network> | undefined;
  let loaded: Network | undefined;
  const loadOnce = (): Promise<Network> => {
    loading ??= new Promise<void>((resolve) => setTimeout(resolve, loadAfterMs))
      .then(load)
      .then((network) => {
        loaded = network;
        return network;
      });
    return loading;
  };
  const connectLater = (options: SocketOptions): Socket => {
    let socket: Socket | undefined;
    let closed = false;
    const end = (): void =>
      options.onEnd({ code: abnormalClosure, reason: '', retryAfterMs: undefined });
    loadOnce().then((network) => {
      if (closed) end();
      else socket = network.connect(options);
    }, end);
    return {
      send: (bytes) => socket?.send(bytes),
      ping: () => socket?.ping(),
      bufferedBytes: () => socket?.bufferedBytes() ?? 0,
      close: () => {
        closed = true;
        socket?.close();
      },
    };
  };
  return {
    request: async (request) => (loaded ?? (await loadOnce())).request(request),
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
  });
