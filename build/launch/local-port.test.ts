import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalFolders, openLocalFolders } from './folders.ts';
import { affiliatePort, localPort } from './local-port.ts';

let folders: LocalFolders;
beforeEach(async () => {
  folders = await openLocalFolders(await mkdtemp(join(tmpdir(), 'bisik-ports-')));
});
afterEach(() => rm(folders.root, { recursive: true }));

const taken = async (port: number): Promise<{ port: number; close: () => Promise<void> }> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
};

it('stays the same from run to run', async () => {
  const [server, affiliate] = [await localPort(folders), await affiliatePort(folders)];
  expect(server).not.toBe(affiliate);
  expect(await localPort(folders)).toBe(server);
  expect(await affiliatePort(folders)).toBe(affiliate);
});

it('gives the affiliate another for a run in which a stranger has its own; the server’s is its address', async () => {
  const [server, affiliate] = [await localPort(folders), await affiliatePort(folders)];
  const strangers = [await taken(server), await taken(affiliate)];
  expect(await affiliatePort(folders)).toBe(0);
  expect(await localPort(folders)).toBe(server);
  for (const { close } of strangers) await close();
  expect(await affiliatePort(folders)).toBe(affiliate);
});
