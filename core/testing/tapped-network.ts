import { sealedSocketPath } from '../../contract/wire/http.ts';
import type {
  HttpRequest,
  HttpResponse,
  Network,
  Socket,
  SocketOptions,
} from '../platform/types.ts';

/** A network between a messenger and the real one, for a test to bend. */
export interface TappedNetwork extends Network {
  /** What becomes of a frame that the messenger sends, also sealed; by default it passes. */
  onSend: (bytes: Uint8Array, pass: (bytes: Uint8Array) => void, isSealed?: boolean) => void;
  /** What becomes of a frame that the server sends; by default it passes. */
  onReceive: (bytes: Uint8Array, pass: (bytes: Uint8Array) => void) => void;
  /** Hands the messenger a frame as if the server had sent it, by the first connection or the second. */
  readonly inject: (bytes: Uint8Array, isSealed?: boolean) => void;
  /** Breaks the connections as a cut cable does. */
  readonly cut: () => void;
  /** What becomes of an attempt to open the second connection; by default it is made as asked. */
  onSealedOpen: (options: SocketOptions) => SocketOptions;
  /** From now on the second connection is one that the server does not know: everything goes by the first. */
  readonly refuseSealed: () => void;
  /** What becomes of a request and its answer; by default both pass. */
  onRequest: (request: HttpRequest, pass: () => Promise<HttpResponse>) => Promise<HttpResponse>;
  /** While true nothing gets through: requests fail, connections do not open. */
  offline: boolean;
}

/** Over `network`; one socket of each kind at a time. */
export const tapNetwork = (network: Network): TappedNetwork => {
  type Opened = { readonly options: SocketOptions; readonly socket: Socket };
  const present: { main: Opened | null; sealed: Opened | null } = { main: null, sealed: null };
  const tapped: TappedNetwork = {
    offline: false,
    onRequest: (_request, pass) => pass(),
    onSend: (bytes, pass) => pass(bytes),
    onReceive: (bytes, pass) => pass(bytes),
    inject: (bytes, isSealed = false) =>
      present[isSealed ? 'sealed' : 'main']?.options.onFrame(bytes),
    onSealedOpen: (options) => options,
    refuseSealed: () => {
      tapped.onSealedOpen = (options) => ({
        ...options,
        url: options.url.replace(sealedSocketPath, '/v1/nothing'),
      });
      const cutting = present.sealed;
      present.sealed = null;
      cutting?.socket.close();
      cutting?.options.onEnd({ code: 1006, reason: '', retryAfterMs: undefined });
    },
    cut: () => {
      for (const which of ['main', 'sealed'] as const) {
        const cutting = present[which];
        present[which] = null;
        cutting?.socket.close();
        cutting?.options.onEnd({ code: 1006, reason: '', retryAfterMs: undefined });
      }
    },
    request: (request) =>
      tapped.onRequest(request, () =>
        network.request(tapped.offline ? { ...request, url: 'http://127.0.0.1:9/' } : request),
      ),
    connect: (asked) => {
      const isSealed = new URL(asked.url).pathname.endsWith(sealedSocketPath);
      const which = isSealed ? 'sealed' : 'main';
      const options = isSealed ? tapped.onSealedOpen(asked) : asked;
      const isPresent = () => present[which]?.options === options;
      const socket = network.connect({
        ...options,
        url: tapped.offline ? 'ws://127.0.0.1:9/' : options.url,
        onFrame: (bytes) => {
          tapped.onReceive(bytes, (passed) => {
            if (isPresent()) options.onFrame(passed);
          });
        },
        onEnd: (end) => {
          if (isPresent()) present[which] = null;
          options.onEnd(end);
        },
      });
      present[which] = { options, socket };
      return {
        ...socket,
        send: (bytes) => {
          // ws may write later, and the messenger fills request ids into frames it keeps.
          const copy = bytes.slice();
          tapped.onSend(
            copy,
            (passed) => {
              if (isPresent()) socket.send(passed);
            },
            isSealed,
          );
        },
      };
    },
  };
  return tapped;
};
