import type {
  HttpRequest,
  HttpResponse,
  Network,
  Socket,
  SocketOptions,
} from '../platform/types.ts';

/** A network between a messenger and the real one, for a test to bend. */
export interface TappedNetwork extends Network {
  /** What becomes of a frame that the messenger sends; by default it passes. */
  onSend: (bytes: Uint8Array, pass: (bytes: Uint8Array) => void) => void;
  /** What becomes of a frame that the server sends; by default it passes. */
  onReceive: (bytes: Uint8Array, pass: (bytes: Uint8Array) => void) => void;
  /** Hands the messenger a frame as if the server had sent it. */
  readonly inject: (bytes: Uint8Array) => void;
  /** Breaks the connection as a cut cable does. */
  readonly cut: () => void;
  /** What becomes of a request and its answer; by default both pass. */
  onRequest: (request: HttpRequest, pass: () => Promise<HttpResponse>) => Promise<HttpResponse>;
  /** While true nothing gets through: requests fail, connections do not open. */
  offline: boolean;
}

/** Over `network`; one socket at a time. */
export const tapNetwork = (network: Network): TappedNetwork => {
  let present: { readonly options: SocketOptions; readonly socket: Socket } | null = null;
  const tapped: TappedNetwork = {
    offline: false,
    onRequest: (_request, pass) => pass(),
    onSend: (bytes, pass) => pass(bytes),
    onReceive: (bytes, pass) => pass(bytes),
    inject: (bytes) => present?.options.onFrame(bytes),
    cut: () => {
      const cutting = present;
      present = null;
      cutting?.socket.close();
      cutting?.options.onEnd({ code: 1006, reason: '', retryAfterMs: undefined });
    },
    request: (request) =>
      tapped.onRequest(request, () =>
        network.request(tapped.offline ? { ...request, url: 'http://127.0.0.1:9/' } : request),
      ),
    connect: (options) => {
      const isPresent = () => present?.options === options;
      const socket = network.connect({
        ...options,
        url: tapped.offline ? 'ws://127.0.0.1:9/' : options.url,
        onFrame: (bytes) => {
          tapped.onReceive(bytes, (passed) => {
            if (isPresent()) options.onFrame(passed);
          });
        },
        onEnd: (end) => {
          if (isPresent()) present = null;
          options.onEnd(end);
        },
      });
      present = { options, socket };
      return {
        ...socket,
        send: (bytes) => {
          // ws may write later, and the messenger fills request ids into frames it keeps.
          const copy = bytes.slice();
          tapped.onSend(copy, (passed) => {
            if (isPresent()) socket.send(passed);
          });
        },
      };
    },
  };
  return tapped;
};
