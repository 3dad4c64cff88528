import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// An affiliate that answers at once and keeps nothing, so that what is measured is the server.

interface Item {
  readonly id: string;
  readonly kind: 'disclosure' | 'deletion';
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    const { items } = text === '' ? { items: [] } : (JSON.parse(text) as { items: Item[] });
    const results = items.map(({ id, kind }) => ({
      id,
      result: kind === 'disclosure' ? 'taken' : 'deleted',
    }));
    const body = JSON.stringify(text === '' ? [] : { results });
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
});
// The turns of the reference are longer than a connection is kept by default; one that ends as it is used again costs a turn.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(
    `${JSON.stringify({ kind: 'listening', url: `http://127.0.0.1:${port}` })}\n`,
  );
});
