import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logSizeType } from '../../../contract/transparency/add-checkpoint.ts';
import { disclosureLogOrigin } from '../../../contract/transparency/checkpoint.ts';
import { openWitness } from '../../../peers/witness/witness.ts';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import { openLogKey } from './log-key.ts';
import { createTransparency } from './transparency.ts';
import { askWitness } from './witness-client.ts';

let folder: string;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-witness-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

const witnessKey = () =>
  openWitness({
    dataDir: mkdtempSync(join(folder, 'witness-')),
    name: 'witness.example/liar',
    logs: [],
    now: Date.now,
  });

it('takes no more than the beginning of what a witness answers', async () => {
  let given = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      given += 4_096;
      controller.enqueue(new Uint8Array(4_096).fill(65));
    },
  });
  const { key } = witnessKey();
  const witness = { url: 'http://127.0.0.1:1', key, operator: 'Nobody' };
  const send = async () => new Response(endless);
  expect((await askWitness(send, witness, 'note', 0, [])).kind).toBe('refused');
  expect(given).toBeLessThan(65_536);
});

it('a witness that always says that it knows more begins one epoch, and no more', async () => {
  let asked = 0;
  const origin = disclosureLogOrigin('0123abcd', 1);
  const stranger = openLogKey(mkdtempSync(join(folder, 'stranger-')), (count) =>
    new Uint8Array(count).fill(6),
  );
  const forged = stranger.signNote(origin, { size: 999_999_999_999, root: new Uint8Array(32) });
  const liar = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(forged);
      return;
    }
    asked++;
    response.writeHead(409, { 'content-type': logSizeType }).end('999999999999\n');
  });
  await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    liar.closeAllConnections();
    liar.close();
  });
  const { key } = witnessKey();
  const store = openSqliteStore({ file: join(folder, 'server.db') });
  closing.push(store.close);
  let restored = 0;
  const transparency = createTransparency({
    store: store.log,
    key: openLogKey(folder, (count) => new Uint8Array(count).fill(5)),
    log: 'disclosures',
    serverId: '0123abcd',
    clock: { now: Date.now },
    witnesses: [
      {
        url: `http://127.0.0.1:${(liar.address() as AddressInfo).port}`,
        key,
        operator: 'Nobody',
      },
    ],
    send: fetch,
    onRestored: async () => void restored++,
    onFailed: () => undefined,
  });
  closing.push(transparency.close);
  for (let count = 0; count < 5; count++) {
    await store.log.append([new Uint8Array(32).fill(count)]);
    await transparency.publish();
  }
  expect(asked).toBeGreaterThan(1);
  expect(restored).toBe(1);
  // What it shows bears another signature: clients make of this start that it proves nothing.
  const start = await store.log.epochStart((await store.log.head()).epoch);
  expect(start).toBe(`${origin}\n999999999999\nunknown\n`);
});
