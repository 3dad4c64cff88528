import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileHost {
  readonly url: string;
  /** Every request's path and Range header so far. */
  readonly requests: { readonly path: string; readonly range: string | undefined }[];
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** Answers with the whole file, or the part that the Range header asks for. */
export const serveRange: Answer = (request, response, body) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length - from });
  response.end(body.subarray(from));
};

/** A real HTTP server on loopback that holds the given files. */
export async function startFileHost(
  files: Record<string, Buffer>,
  answer: Answer = serveRange,
): Promise<FileHost> {
  const requests: FileHost['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', range: request.headers.range });
    const body = files[request.url ?? ''];
    if (body) answer(request, response, body);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
