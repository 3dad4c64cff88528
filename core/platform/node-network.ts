import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { WebSocket } from 'ws';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { errorTable } from '../../contract/errors/table.ts';
import type {
  HttpRequest,
  HttpResponse,
  Network,
  Socket,
  SocketEnd,
  SocketOptions,
} from './types.ts';

const abnormalClosure = 1006;

const retryAfterOf = (response: IncomingMessage): number | undefined => {
  const seconds = Number(response.headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
};

const readBody = (
  response: IncomingMessage,
  maxBytes: number,
  encoding: HttpRequest['encoding'] = 'utf8',
): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) response.destroy(new CodedError('too_large'));
      else chunks.push(chunk);
    });
    response.on('end', () => resolve(Buffer.concat(chunks).toString(encoding)));
    response.on('error', reject);
  });

/** Node's names for a certificate that was not accepted: OpenSSL's verify results, and its own for another host's. */
const isCertificateRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$/.test(String(error.code));

const toOffline = (error: unknown): CodedError => {
  if (error instanceof CodedError) return error;
  return new CodedError(isCertificateRefusal(error) ? 'server_certificate' : 'offline', {
    cause: error,
  });
};

/** What is trusted for an address over TLS; nothing to say about others. */
type TrustFor = (url: string) => { readonly secureContext?: SecureContext };

/** `AbortSignal.any` is not in every runtime that this runs on. */
const giveUpWith = (signal: AbortSignal, outgoing: ClientRequest): void => {
  const giveUp = (): void => void outgoing.destroy(new Error('given up'));
  signal.addEventListener('abort', giveUp, { once: true });
  outgoing.once('close', () => signal.removeEventListener('abort', giveUp));
  if (signal.aborted) giveUp();
};

const send = (trustFor: TrustFor, request: HttpRequest): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    const open = request.url.startsWith('https:') ? httpsRequest : httpRequest;
    const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body;
    const headers =
      body === null
        ? request.headers
        : { ...request.headers, 'content-length': String(body.length) };
    // `timeout` alone only watches for silence; the signal bounds the whole exchange.
    const outgoing = open(request.url, {
      method: request.method,
      headers,
      ...trustFor(request.url),
      signal: AbortSignal.timeout(request.timeoutMs),
    });
    if (request.signal) giveUpWith(request.signal, outgoing);
    outgoing.on('error', (error) => reject(toOffline(error)));
    outgoing.on('response', (response) => {
      readBody(response, request.maxBytes, request.encoding).then(
        (text) =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfterMs: retryAfterOf(response),
            body: text,
          }),
        (error: unknown) => reject(toOffline(error)),
      );
    });
    outgoing.end(body ?? undefined);
  });

/** The close code that says the same as an HTTP status that refused the upgrade. */
const closeCodeOf = (status: number): number => {
  for (const row of Object.values(errorTable)) {
    if ('status' in row && 'close' in row && row.status === status && row.close !== undefined)
      return row.close;
  }
  return abnormalClosure;
};

const connect = (trustFor: TrustFor, options: SocketOptions): Socket => {
  const socket = new WebSocket(options.url, {
    headers: { ...options.headers },
    ...trustFor(options.url),
    maxPayload: options.maxFrameBytes,
    handshakeTimeout: options.openTimeoutMs,
    perMessageDeflate: false,
    followRedirects: false,
  });
  socket.binaryType = 'nodebuffer';
  let ended = false;
  const end = (told: SocketEnd): void => {
    if (ended) return;
    ended = true;
    options.onEnd(told);
  };
  socket.on('open', () => options.onOpen());
  socket.on('message', (data: Buffer, isBinary) => {
    options.onAlive();
    // A text message is no frame; an empty run of bytes is refused by the parser.
    options.onFrame(isBinary ? data : new Uint8Array(0));
  });
  socket.on('pong', () => options.onAlive());
  socket.on('ping', () => options.onAlive());
  socket.on('unexpected-response', (_request, response) => {
    void readBody(response, 65_536)
      .catch(() => '')
      .then((reason) => {
        const status = response.statusCode ?? 0;
        end({ code: closeCodeOf(status), reason, retryAfterMs: retryAfterOf(response), status });
        socket.terminate();
      });
  });
  socket.on('error', () => undefined);
  socket.on('close', (code, reason) =>
    end({ code, reason: reason.toString('utf8'), retryAfterMs: undefined }),
  );
  return {
    send: (bytes) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    bufferedBytes: () => socket.bufferedAmount,
    close: () => {
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
      else socket.close(1000);
      // A server that does not answer the closing handshake must not hold the program open.
      const timer = setTimeout(() => socket.terminate(), 2_000);
      socket.once('close', () => clearTimeout(timer));
      timer.unref();
    },
  };
};

/**
 * Node's HTTP client and the `ws` WebSocket client. `authorities` gives the certificates trusted for TLS, as PEM; it is
 * asked when the first address over TLS is. Without it Node trusts those that it comes with.
 */
export const createNodeNetwork = (authorities?: () => readonly string[]): Network => {
  let context: SecureContext | undefined;
  const trustFor: TrustFor = (url) => {
    if (!authorities || !/^(https|wss):/.test(url)) return {};
    context ??= createSecureContext({ ca: [...authorities()] });
    return { secureContext: context };
  };
  return {
    request: (request) => send(trustFor, request),
    connect: (options) => connect(trustFor, options),
  };
};
