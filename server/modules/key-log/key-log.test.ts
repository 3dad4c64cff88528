import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isCodedError } from '../../../contract/errors/coded-error.ts';
import { distinguishedHeads } from '../../../contract/transparency/keys/distinguished.ts';
import {
  naiveJudge,
  naivePathRoot,
} from '../../../contract/transparency/keys/testing/naive-map.ts';
import {
  createVerifierKey,
  formatVerifierKey,
  parseVerifierKey,
  signatureTypes,
} from '../../../contract/transparency/verifier-key.ts';
import type { EndpointResponse } from '../../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import { serveWitness } from '../../../peers/witness/serve.ts';
import { openWitness } from '../../../peers/witness/witness.ts';
import type { ServerOptions } from '../../options.ts';
import { openConnection } from '../../store/sqlite/connection.ts';
import { readCheckpoint, readLog, treeRoot } from '../../testing/independent-verifier.ts';
import { linkDevice } from '../../testing/linked.ts';
import { type InProcessServer, startTestServer } from '../../testing/start-test-server.ts';
import { call, register, type TestAccount, testNumber } from '../../testing/test-client.ts';

type Lookup = EndpointResponse<Endpoints['lookUpKeys']>;

let folder: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-key-log-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

const start = async (dataDir: string, witnesses: NonNullable<ServerOptions['witnesses']> = []) => {
  const server = await startTestServer({ dataDir, witnesses });
  closing.push(server.close);
  return server;
};
const bytes = (text: string) => Buffer.from(text, 'base64');
const sha = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const labelOf = ({ accountId }: TestAccount) => sha(`bisik-key-label-v1\naccount\n${accountId}`);

/** The log of keys as anybody reads it, and what the server says of an account, held against it. */
const look = async (
  server: InProcessServer,
  asks: TestAccount,
  about: TestAccount,
  after = 0,
  witnesses: readonly string[] = [],
) => {
  await server.keyTransparency.publish();
  const get = async (path: string): Promise<Buffer> => {
    const response = await fetch(`${server.url}/v1/key-log/${path}`);
    if (response.status !== 200) throw new Error(`${response.status} for ${path}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const { verifierKey, epoch } = await call(server.url, 'describeKeyLog', {});
  const checkpoint = readCheckpoint(String(await get('checkpoint')), [verifierKey, ...witnesses]);
  const { leaves, entries } = await readLog(get, checkpoint.size);
  expect(treeRoot(leaves).equals(checkpoint.root)).toBe(true);
  const found: Lookup = await call(
    server.url,
    'lookUpKeys',
    { accountId: about.accountId, after },
    asks.authorization,
  );
  expect(found).toMatchObject({ epoch, position: checkpoint.size - 1 });
  const end = found.path.end;
  const path = {
    siblings: found.path.siblings.map(bytes),
    end: end && { label: bytes(end.label), version: end.version, chain: bytes(end.chain) },
  };
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(found.time));
  const root = naivePathRoot(labelOf(about), path);
  expect(entries.at(-1)?.equals(sha('bisik-key-head-v1\n', time, root))).toBe(true);
  const judged = naiveJudge(root, labelOf(about), path);
  let chain: Buffer = bytes(found.chain);
  for (const { commitment } of found.versions)
    chain = sha('bisik-key-chain-v1\n', chain, bytes(commitment));
  if (typeof judged !== 'string') expect(chain.equals(judged.chain)).toBe(true);
  for (const { commitment, opening } of found.versions) {
    if (opening === null) continue;
    const devices = opening.devices.map(({ deviceId, registrationId }) => [
      deviceId,
      registrationId,
    ]);
    const text = JSON.stringify([opening.identityKey, devices]);
    expect(sha('bisik-key-commitment-v1\n', bytes(opening.nonce), text)).toEqual(bytes(commitment));
  }
  return { found, judged, checkpoint };
};

it('tells everybody the newest version with its proof, and what older ones said to the account alone', async () => {
  const server = await start(folder);
  const aisyah = await register(server, testNumber(1));
  const badrul = await register(server, testNumber(2));
  const first = { deviceId: 1, registrationId: aisyah.registrationId };
  const { identityKey } = aisyah.identity;
  expect((await look(server, badrul, aisyah)).found.versions).toMatchObject([
    { opening: { identityKey, devices: [first] } },
  ]);
  const laptop = await linkDevice(server, aisyah);
  const second = { deviceId: 2, registrationId: laptop.registrationId };
  const asOwner = await look(server, laptop, aisyah);
  expect(asOwner.judged).toMatchObject({ version: 2 });
  expect(asOwner.found.versions.map(({ opening }) => opening?.devices)).toEqual([
    [first],
    [first, second],
  ]);
  const asOther = await look(server, badrul, aisyah);
  expect(asOther.found.versions.map(({ opening }) => opening?.devices)).toEqual([
    undefined,
    [first, second],
  ]);
  const later = await look(server, badrul, aisyah, 1);
  expect(later.found).toMatchObject({ from: 1, versions: [{ opening: { identityKey } }] });
  expect((await look(server, badrul, aisyah, 2)).found).toMatchObject({ from: 2, versions: [] });

  await call(server.url, 'deleteAccount', {}, aisyah.authorization);
  const gone = await look(server, badrul, aisyah);
  expect(gone.judged).toMatchObject({ version: 3 });
  expect(gone.found.versions.map(({ opening }) => opening)).toEqual([null, null, null]);
  expect(bytes(gone.found.versions[2]?.commitment ?? '')).toEqual(
    sha('bisik-key-commitment-v1\n', new Uint8Array(32), 'gone'),
  );
  const nobody = { ...aisyah, accountId: '00000000-0000-4000-8000-000000000000' };
  expect((await look(server, badrul, nobody)).judged).toBe('absent');
});

it('answers at any head of the last day by its position, and names those by which the distinguished ones are found', async () => {
  const server = await start(folder);
  const aisyah = await register(server, testNumber(1));
  const first = await look(server, aisyah, aisyah);
  const badrul = await register(server, testNumber(2));
  const { checkpoint, found: newest } = await look(server, badrul, badrul);
  const { epoch, size } = { ...checkpoint, epoch: newest.epoch };
  const ask = (position: number, of: TestAccount) =>
    call(
      server.url,
      'lookUpKeys',
      { accountId: of.accountId, after: 0, at: { epoch, position } },
      badrul.authorization,
    );
  const { time, path } = first.found;
  expect(await ask(first.found.position, aisyah)).toMatchObject({ time, path });
  expect((await ask(first.found.position, badrul)).versions).toEqual([]);
  expect((await ask(size - 1, badrul)).versions).toHaveLength(1);
  await expect(ask(size, badrul)).rejects.toMatchObject({ code: 'not_found' });
  await expect(
    call(
      server.url,
      'lookUpKeys',
      { accountId: badrul.accountId, after: 0, at: { epoch: epoch + 1, position: 0 } },
      badrul.authorization,
    ),
  ).rejects.toMatchObject({ code: 'not_found' });

  const list = (of: { epoch: number; size: number; after?: number }) =>
    call(server.url, 'listKeyHeads', of, badrul.authorization);
  const { heads } = await list({ epoch, size, after: -1 });
  const times = new Map(heads.map(({ position, time }) => [position, time]));
  const found = distinguishedHeads({ epoch, size }, -1, 100, (at) => times.get(at) ?? null);
  expect(found?.[0]).toBe(0);
  const { heads: few } = await list({ epoch, size });
  expect(few.map(({ position }) => position)).toContain(found?.at(-1));
  await expect(list({ epoch, size: size + 1 })).rejects.toMatchObject({ code: 'not_found' });
  await expect(list({ epoch: epoch + 1, size })).rejects.toMatchObject({ code: 'not_found' });
});

it('enters accounts of before there was a map while it serves, and says of none that it has no entry', async () => {
  const dataDir = join(folder, 'server');
  const before = await start(dataDir);
  const people: TestAccount[] = [];
  for (let count = 1; count <= 130; count++) people.push(await register(before, testNumber(count)));
  await before.close();
  const database = openConnection(join(dataDir, 'bisik-server.db'));
  // So many that somebody asks before the last one is in.
  database.exec(`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO accounts (ref, id, number, identity_key, created_at)
      SELECT -i, 'nobody ' || i, 'nobody ' || i, identity_key, created_at FROM accounts, n WHERE ref = 1;
    DELETE FROM key_versions; DELETE FROM key_nodes; DELETE FROM key_heads;
    DELETE FROM key_log_leaves; DELETE FROM key_log_heads; DELETE FROM key_log_tiles;
    INSERT INTO key_unrecorded SELECT ref FROM accounts`);
  database.close();
  const server = await start(dataDir);
  const [asks] = people;
  const last = people.at(-1);
  if (!asks || !last) throw new Error('nobody');
  const answers: string[] = [];
  const ask = () =>
    call(server.url, 'lookUpKeys', { accountId: last.accountId, after: 0 }, asks.authorization)
      .then(({ path, versions }) => `${path.end === null ? 'absent' : 'there'} ${versions.length}`)
      .catch((error: unknown) => (isCodedError(error) ? error.code : String(error)));
  for (let tries = 0; tries < 1_000 && answers.at(-1) !== 'there 1'; tries++) {
    answers.push(await ask());
    await server.keyTransparency.publish();
  }
  expect(answers.at(-1)).toBe('there 1');
  expect(answers).toContain('unavailable');
  for (const account of [asks, last])
    expect((await look(server, asks, account)).judged).toMatchObject({ version: 1 });
}, 60_000);

it('asks who looks up to sign in', async () => {
  const server = await start(folder);
  const { accountId } = await register(server, testNumber(1));
  await expect(call(server.url, 'lookUpKeys', { accountId, after: 0 })).rejects.toMatchObject({
    code: 'unauthorized',
  });
});

it('is in the map once it was answered, and stays over a restart', async () => {
  const server = await start(folder);
  const aisyah = await register(server, testNumber(1));
  const before = await look(server, aisyah, aisyah);
  await server.close();
  const again = await start(folder);
  const after = await look(again, aisyah, aisyah);
  expect(after.judged).toEqual(before.judged);
  expect(after.checkpoint.size).toBe(before.checkpoint.size);
});

it('is cosigned by a witness that knows the server by its other log, and begins anew when a backup was put back', async () => {
  const dataDir = join(folder, 'server');
  const backup = join(folder, 'backup');
  const plain = await start(dataDir);
  const { verifierKey } = await call(plain.url, 'describeLog', {});
  const known = parseVerifierKey(verifierKey);
  if (known === null) throw new Error('no key');
  await plain.close();
  const logs = [createVerifierKey(known.name, signatureTypes.ed25519, known.publicKey)];
  const program = openWitness({
    dataDir: mkdtempSync(join(folder, 'witness-')),
    name: 'witness.example/kampung',
    logs,
    now: Date.now,
  });
  const served = await serveWitness(program, '127.0.0.1', 0);
  closing.push(served.close);
  const witnesses = [{ url: served.url, key: program.key, operator: 'Kampung' }];
  const cosigner = formatVerifierKey(program.key);

  const server = await start(dataDir, witnesses);
  const aisyah = await register(server, testNumber(1));
  await look(server, aisyah, aisyah, 0, [cosigner]);
  await server.close();
  cpSync(dataDir, backup, { recursive: true });
  const today = await start(dataDir, witnesses);
  const badrul = await register(today, testNumber(2));
  const seen = await look(today, badrul, badrul, 0, [cosigner]);
  expect(seen.found.epoch).toBe(1);
  await today.close();

  const restored = await start(backup, witnesses);
  await restored.keyTransparency.publish();
  const found = await look(restored, aisyah, aisyah, 0, [cosigner]);
  expect(found.found.epoch).toBeGreaterThan(1);
  expect(found.judged).toMatchObject({ version: 1 });
  expect((await look(restored, aisyah, badrul, 0, [cosigner])).judged).toBe('absent');
});
