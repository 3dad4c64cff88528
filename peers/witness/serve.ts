import type { IncomingMessage, ServerResponse } from 'node:http';
import { logSizeType } from '../../contract/transparency/add-checkpoint.ts';
import { formatVerifierKey } from '../../contract/transparency/verifier-key.ts';
import { bodyOf, type PeerServer, serve } from '../shared/serve.ts';
import type { Witness } from './witness.ts';

/** A request is some KiB: 63 hashes and a note. */
const maxBodyBytes = 16_384;

/**
 * Listens for `POST /add-checkpoint` (C2SP tlog-witness); `GET /` tells the verifier key, `GET /checkpoint?origin=…` the newest
 * note that it cosigned for a log (the standard leaves reading open).
 */
export const serveWitness = (witness: Witness, host: string, port: number): Promise<PeerServer> => {
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
    const body = await bodyOf(request, maxBodyBytes);
    if (body === null) {
      response.setHeader('connection', 'close');
      send(413, 'too large\n');
      return;
    }
    const { status, body: text, size } = witness.addCheckpoint(body.toString('utf8'));
    send(status, text, size === true ? logSizeType : undefined);
  };
  return serve({ host, port, answer });
};
