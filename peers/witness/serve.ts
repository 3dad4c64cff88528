import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logSizeType } from '../../contract/transparency/add-checkpoint.ts';
import { formatVerifierKey } from '../../contract/transparency/verifier-key.ts';
import type { Witness } from './witness.ts';

export interface WitnessServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A request is some KiB: 63 hashes and a note. */
const maxBodyLength = 16_384;

const bodyOf = async (request: IncomingMessage): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyLength) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Listens for `POST /add-checkpoint` (C2SP tlog-witness); `GET /` tells the verifier key, `GET /checkpoint?origin=…` the newest
 * note that it cosigned for a log (the standard leaves reading open).
 */
export const serveWitness = async (
  witness: Witness,
  host: string,
  port: number,
): Promise<WitnessServer> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (status: number, body: string, type = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': type }).end(body);
    if (request.method === 'GET' && request.url === '/') {
      send(200, `${formatVerifierKey(witness.key)}\n`);
      return;
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET' && pathname === '/checkpoint') {
      const note = witness.latest(searchParams.get('origin') ?? '');
      send(note === null ? 404 : 200, note ?? 'nothing cosigned\n');
      return;
    }
    if (request.method !== 'POST' || request.url !== '/add-checkpoint') {
      send(404, 'nothing here\n');
      return;
    }
    const body = await bodyOf(request);
    if (body === null) {
      response.setHeader('connection', 'close');
      send(413, 'too large\n');
      return;
    }
    const { status, body: text, size } = witness.addCheckpoint(body);
    send(status, text, size === true ? logSizeType : undefined);
  };
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
