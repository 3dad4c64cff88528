import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { epochEntry } from '../../../contract/transparency/epoch.ts';
import { judgeEpoch } from '../../../contract/transparency/judge-epoch.ts';
import {
  consistencyProof,
  inclusionProof,
  type ReadTile,
} from '../../../contract/transparency/tile-proofs.ts';
import { tilePath } from '../../../contract/transparency/tiles.ts';
import {
  formatVerifierKey,
  parseVerifierKey,
} from '../../../contract/transparency/verifier-key.ts';
import { logKeyBytes, logPath } from '../../../contract/wire/transparency.ts';
import { serveWitness } from '../../../peers/witness/serve.ts';
import { openWitness } from '../../../peers/witness/witness.ts';
import { buildServer } from '../../app.ts';
import { verifyEd25519 } from '../../platform/ed25519.ts';
import { createLog } from '../../platform/log.ts';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import {
  holdsConsistency,
  holdsInclusion,
  leafOf,
  readCheckpoint,
  readLog,
  treeRoot,
} from '../../testing/independent-verifier.ts';
import { call } from '../../testing/test-client.ts';
import { openLogKey } from './log-key.ts';
import type { Witness } from './witness-client.ts';

let folder: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-log-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

const entriesOf = (count: number, seed: string) =>
  Array.from(
    { length: count },
    (_, at) => new Uint8Array(createHash('sha256').update(`${seed} ${at}`).digest()),
  );

const start = async (dataDir: string, witnesses: readonly Witness[] = []) => {
  const store = openSqliteStore({ file: join(dataDir, 'bisik-server.db') });
  const server = await buildServer({
    host: '127.0.0.1',
    port: 0,
    operator: 'Test server',
    version: '0.0.0',
    sender: { send: async () => undefined } as never,
    log: createLog('silent'),
    fetch,
    dataDir,
    store,
    witnesses,
  });
  const { url } = await server.listen();
  let open = true;
  const stop = async () => {
    if (!open) return;
    open = false;
    await server.close();
    await store.close();
  };
  closing.push(stop);
  const get = async (path: string): Promise<Buffer> => {
    const response = await fetch(url + path);
    if (response.status !== 200) throw new Error(`${response.status} for ${path}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const add = async (count: number, seed: string) => {
    await store.log.append(entriesOf(count, seed));
    server.transparency.appended();
    await server.transparency.publish();
  };
  const about = () => call(url, 'describeLog', {});
  const readTile =
    (epoch: number): ReadTile =>
    async (tile) =>
      get(logPath(epoch) + tilePath(tile));
  return { url, store, stop, get, add, about, readTile, transparency: server.transparency };
};

const startWitness = async (logs: readonly string[]) => {
  const dataDir = mkdtempSync(join(folder, 'witness-'));
  const keys = logs.map(parseVerifierKey).filter((key) => key !== null);
  const witness = openWitness({ dataDir, name: 'witness.example/a', logs: keys, now: Date.now });
  const served = await serveWitness(witness, '127.0.0.1', 0);
  closing.push(served.close);
  return { witness, asked: { url: served.url, key: witness.key, operator: 'Kampung' } };
};

it('serves a log that an independent reader takes, with the product’s proofs', async () => {
  const server = await start(mkdtempSync(join(folder, 'server-')));
  expect((await fetch(`${server.url}/v1/log/checkpoint`)).status).toBe(404);
  await server.add(300, 'a');
  const about = await server.about();
  const identity = await call(server.url, 'describeServer', {
    challenge: Buffer.alloc(32).toString('base64url'),
  });
  expect(
    verifyEd25519(
      Buffer.from(identity.publicKey, 'base64'),
      logKeyBytes(about.verifierKey),
      Buffer.from(about.signature, 'base64'),
    ),
  ).toBe(true);
  const read = async () =>
    readCheckpoint(String(await server.get('/v1/log/checkpoint')), [about.verifierKey]);
  const first = await read();
  await server.add(400, 'b');
  const second = await read();
  expect([first.size, second.size]).toEqual([300, 700]);
  const { leaves, entries } = await readLog((path) => server.get(`/v1/log/${path}`), 700);
  expect(treeRoot(leaves)).toEqual(second.root);
  expect(treeRoot(leaves.slice(0, 300))).toEqual(first.root);
  const growth = await consistencyProof(300, 700, server.readTile(1));
  expect(holdsConsistency(300, first.root, 700, second.root, growth)).toBe(true);
  for (const at of [0, 255, 256, 511, 699]) {
    const proof = await inclusionProof(at, 700, server.readTile(1));
    const leaf = leafOf(entries[at] ?? Buffer.alloc(0));
    expect(holdsInclusion(leaf, at, 700, second.root, proof)).toBe(true);
  }
});

it('shows only what exists, and lets caches keep only what never changes', async () => {
  const server = await start(mkdtempSync(join(folder, 'server-')));
  await server.add(300, 'a');
  await server.store.log.append(entriesOf(5, 'not signed yet'));
  const look = async (path: string) => {
    const response = await fetch(server.url + path);
    await response.arrayBuffer();
    return [response.status, response.headers.get('cache-control')];
  };
  const lasting = 'public, max-age=31536000, immutable';
  expect(await look('/v1/log/epochs/1/tile/0/000')).toEqual([200, lasting]);
  expect(await look('/v1/log/epochs/1/tile/entries/000')).toEqual([200, lasting]);
  expect(await look('/v1/log/epochs/1/tile/0/001.p/44')).toEqual([200, 'no-cache']);
  expect(await look('/v1/log/tile/0/000')).toEqual([200, 'no-cache']);
  for (const path of [
    'tile/0/001.p/45',
    'tile/0/001',
    'tile/1/000',
    'tile/0/000.p/256',
    'tile/0/0',
    'tile/x/000',
    'tile/0/002',
    'other',
    'start',
  ])
    expect((await look(`/v1/log/epochs/1/${path}`))[0]).toBe(404);
  expect((await look('/v1/log/epochs/2/tile/0/000'))[0]).toBe(404);
  expect((await look('/v1/log/epochs/01/tile/0/000'))[0]).toBe(404);
});

it('has its checkpoints cosigned, and says who runs the witness', async () => {
  const dataDir = mkdtempSync(join(folder, 'server-'));
  const before = await start(dataDir);
  const { verifierKey } = await before.about();
  await before.add(3, 'a');
  await before.stop();
  const { witness, asked } = await startWitness([verifierKey]);
  const server = await start(dataDir, [asked]);
  await server.add(600, 'b');
  const witnessKey = formatVerifierKey(witness.key);
  const note = String(await server.get('/v1/log/checkpoint'));
  expect(readCheckpoint(note, [verifierKey, witnessKey]).size).toBe(603);
  expect((await server.about()).witnesses).toEqual([
    { verifierKey: witnessKey, operator: 'Kampung' },
  ]);
});

it.each(['a witness', 'a client'])(
  'signs no second root when yesterday’s data folder is put back and %s knows more',
  async (who) => {
    const dataDir = mkdtempSync(join(folder, 'server-'));
    const backup = join(folder, 'backup');
    const first = await start(dataDir);
    const { verifierKey } = await first.about();
    await first.stop();
    const { witness, asked } = await startWitness([verifierKey]);
    const witnesses = who === 'a witness' ? [asked] : [];
    const yesterday = await start(dataDir, witnesses);
    await yesterday.add(4, 'yesterday');
    const earlier = String(await yesterday.get('/v1/log/checkpoint'));
    await yesterday.stop();
    cpSync(dataDir, backup, { recursive: true });
    const today = await start(dataDir, witnesses);
    await today.add(2, 'today');
    const seen = String(await today.get('/v1/log/checkpoint'));
    const old = readCheckpoint(seen, [verifierKey]);
    expect(old.size).toBe(6);
    await today.stop();

    const again = await start(backup, witnesses);
    if (who === 'a client') expect(await again.transparency.present(seen)).toBe('restored');
    await again.add(2, 'other entries');
    expect(await again.transparency.present(seen)).toBe('known');
    const about = await again.about();
    expect(about.epoch).toBeGreaterThan(1);
    // Of the old epoch nothing was signed but what had been before.
    expect((await again.store.log.newestSigned(1))?.size).toBe(4);
    const now = readCheckpoint(String(await again.get('/v1/log/checkpoint')), [about.verifierKey]);
    const { entries, leaves } = await readLog((path) => again.get(`/v1/log/${path}`), now.size);
    expect(treeRoot(leaves)).toEqual(now.root);
    expect(entries[0]).toEqual(Buffer.from(epochEntry(about.start ?? '')));
    expect(about.start?.split('\n').slice(0, 2)).toEqual([old.origin, '6']);
    expect(String(await again.get(`${logPath(about.epoch)}start`))).toBe(about.start);
    const log = parseVerifierKey(about.verifierKey);
    if (log === null) throw new Error('no key');
    const judge = (note: string) => {
      const { name: origin } = log;
      const witnesses = [witness.key];
      const { start } = about;
      return judgeEpoch({ seen: note, log, witnesses, origin, start, verify: verifyEd25519 });
    };
    expect(judge(seen)).toMatchObject({ kind: 'restored', witnesses: [] });
    expect(judge(earlier)).toMatchObject(
      who === 'a witness'
        ? { kind: 'restored', witnesses: [witness.key.name] }
        : { kind: 'unproved', named: { size: 6, root: new Uint8Array(old.root) } },
    );
    expect(witness.evidence()).toEqual([]);
  },
);

it('takes no note for its own that its key did not sign', async () => {
  const server = await start(mkdtempSync(join(folder, 'server-')));
  await server.add(1, 'a');
  const stranger = openLogKey(mkdtempSync(join(folder, 'stranger-')), (count) =>
    new Uint8Array(count).fill(7),
  );
  const forged = stranger.signNote(server.transparency.origin(1), {
    size: 9,
    root: Buffer.alloc(32),
  });
  expect(await server.transparency.present(forged)).toBe('not_ours');
  expect(await server.transparency.present('nothing')).toBe('not_ours');
  expect((await server.about()).epoch).toBe(1);
});
