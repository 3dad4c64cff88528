import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { limits } from '../../contract/wire/limits.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import type { HttpRequest } from '../platform/types.ts';
import { type Api, createApi } from './api.ts';

const transferId = '3f2b7c1e-5d7a-4a86-9a39-0c2a6c6a1b11';
const everyByte = Uint8Array.from({ length: limits.maxChunkBytes }, (_, at) => at % 256);

let close: () => Promise<void>;
afterEach(() => close());

/** A client of a server that answers as it is told, and what was asked of the network. */
const startApi = async (
  answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void,
  signal?: AbortSignal,
): Promise<{ readonly api: Api; readonly asked: readonly HttpRequest[] }> => {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    answer(request, Buffer.concat(parts), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const network = createNodeNetwork();
  const asked: HttpRequest[] = [];
  const api = createApi({
    network: {
      ...network,
      request: (request) => {
        asked.push(request);
        return network.request(request);
      },
    },
    credentials: { accountId: transferId, deviceId: 1, token: 'a'.repeat(43) },
    whenProven: async () => url,
    signal,
  });
  return { api, asked };
};

it('sends bytes as they are', async () => {
  let taken: { readonly url: string | undefined; readonly type: string | undefined } | undefined;
  let bytes: Uint8Array | undefined;
  const { api } = await startApi((request, body, response) => {
    taken = { url: request.url, type: request.headers['content-type'] };
    bytes = body;
    response.end('{}');
  });
  expect(await api('putChunk', { transferId, index: 7 }, everyByte)).toEqual({});
  expect(taken).toEqual({
    url: `/v1/transfers/${transferId}/chunks/7`,
    type: 'application/octet-stream',
  });
  expect(Buffer.compare(bytes ?? new Uint8Array(), everyByte)).toBe(0);
});

it('gives the bytes of an answer, and null where there are none', async () => {
  const { api } = await startApi((request, _body, response) => {
    if (request.url?.includes('/chunks/0?waitMs=0')) response.end(everyByte);
    else response.writeHead(204).end();
  });
  const bytes = await api('getChunk', { transferId, index: 0, waitMs: 0 });
  expect(Buffer.compare(bytes ?? new Uint8Array(), everyByte)).toBe(0);
  expect(await api('getChunk', { transferId, index: 1, waitMs: 0 })).toBeNull();
});

it('reads the error of a call that carries bytes', async () => {
  const { api } = await startApi((_request, _body, response) => {
    response.writeHead(507).end('{"code":"quota_full"}');
  });
  await expect(api('putChunk', { transferId, index: 0 }, everyByte)).rejects.toMatchObject({
    code: 'quota_full',
  });
  await expect(api('getChunk', { transferId, index: 0, waitMs: 0 })).rejects.toMatchObject({
    code: 'quota_full',
  });
});

it('waits longer than the server may', async () => {
  const { api, asked } = await startApi((_request, _body, response) => {
    response.end('{"sealed":null}');
  });
  const wait = { mailboxId: transferId, readToken: 'a'.repeat(43), waitMs: limits.maxWaitMs };
  await api('readMailbox', wait);
  expect(asked[0]?.timeoutMs).toBeGreaterThan(limits.maxWaitMs + 10_000);
});

it('gives up what it waits for when told to', async () => {
  const giveUp = new AbortController();
  const { api } = await startApi(() => giveUp.abort(), giveUp.signal);
  await expect(
    api('getChunk', { transferId, index: 0, waitMs: limits.maxWaitMs }),
  ).rejects.toMatchObject({ code: 'offline' });
});
