import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type LabelKind, labelInput } from '../../../contract/transparency/keys/label.ts';
import type { MapLeaf } from '../../../contract/transparency/keys/map.ts';
import { blindInput, openEvaluation } from '../../../contract/transparency/keys/oblivious.ts';
import {
  naiveLabel,
  naiveLabelKeyLeaf,
  naiveLabelSecret,
  naiveOwnerLeaf,
} from '../../../contract/transparency/keys/testing/naive-label.ts';
import {
  naiveJudge,
  naivePathRoot,
} from '../../../contract/transparency/keys/testing/naive-map.ts';
import { openConnection } from '../../store/sqlite/connection.ts';
import { readCheckpoint, readLog, treeRoot } from '../../testing/independent-verifier.ts';
import { type InProcessServer, startTestServer } from '../../testing/start-test-server.ts';
import { call, register, type TestAccount, testNumber } from '../../testing/test-client.ts';

let folder: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-labels-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

const start = async (options: Parameters<typeof startTestServer>[0] = {}) => {
  const server = await startTestServer({ dataDir: folder, ...options });
  closing.push(server.close);
  return server;
};
const bytes = (text: string) => Buffer.from(text, 'base64');
const base64 = (of: Uint8Array) => Buffer.from(of).toString('base64');
const random = (count: number) => new Uint8Array(randomBytes(count));
const unlessUnavailable = <T>(ask: () => Promise<T>): Promise<T> => vi.waitFor(ask, 10_000);

/** The label of a number or username as anybody has it made, by the key that the server's own key names. */
const labelOf = async (
  server: InProcessServer,
  asks: TestAccount,
  kind: LabelKind,
  value: string,
) => {
  const { publicKey, signature } = await unlessUnavailable(() =>
    call(server.url, 'describeLabels', {}),
  );
  const own = await call(server.url, 'describeServer', { challenge: 'a'.repeat(43) });
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes(own.publicKey).toString('base64url') },
    format: 'jwk',
  });
  const signed = Buffer.concat([Buffer.from('bisik-label-key-v1'), bytes(publicKey)]);
  expect(verify(null, signed, key, bytes(signature))).toBe(true);
  const asked = blindInput(labelInput(kind, value), random);
  const { evaluated, proof } = await call(
    server.url,
    'evaluateLabels',
    { blinded: [base64(asked.blinded)] },
    asks.authorization,
  );
  const evaluation = { evaluated: evaluated.map(bytes), proof: bytes(proof) };
  const [output] = openEvaluation([asked], evaluation, bytes(publicKey)) ?? [];
  if (!output) throw new Error('not proved');
  const secret = naiveLabelSecret(kind, output);
  return { secret, label: naiveLabel(secret), publicKey: bytes(publicKey) };
};

/** What is signed of the log by now. */
const headOf = async (server: InProcessServer) => {
  const note = await (await fetch(`${server.url}/v1/key-log/checkpoint`)).text();
  return { epoch: 1, size: Number(note.split('\n')[1]) };
};

/** Whom it leads to, held against the log as anybody reads it. */
const leadsTo = async (
  server: InProcessServer,
  asks: TestAccount,
  kind: LabelKind,
  value: string,
): Promise<string | null> => {
  const { secret, label, publicKey } = await labelOf(server, asks, kind, value);
  await server.keyTransparency.publish();
  const get = async (path: string): Promise<Buffer> => {
    const response = await fetch(`${server.url}/v1/key-log/${path}`);
    if (response.status !== 200) throw new Error(`${response.status} for ${path}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const { verifierKey, epoch } = await call(server.url, 'describeKeyLog', {});
  const checkpoint = readCheckpoint(String(await get('checkpoint')), [verifierKey]);
  const { leaves, entries } = await readLog(get, checkpoint.size);
  expect(treeRoot(leaves).equals(checkpoint.root)).toBe(true);
  const at = { epoch, position: checkpoint.size - 1 };
  const found = await unlessUnavailable(() =>
    call(server.url, 'lookUpLabel', { secret: base64(secret), at }, asks.authorization),
  );
  const { end, siblings } = found.path;
  const path = {
    siblings: siblings.map(bytes),
    end: end && { label: bytes(end.label), version: end.version, chain: bytes(end.chain) },
  };
  const root = naivePathRoot(label, path);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(found.time));
  const head = createHash('sha256').update('bisik-key-head-v1\n').update(time).update(root);
  expect(entries.at(-1)?.equals(head.digest())).toBe(true);
  const key = naiveLabelKeyLeaf(publicKey);
  const keyPath = { siblings: found.keyPath.map(bytes), end: key };
  expect(naiveJudge(root, key.label, keyPath)).toEqual(key);
  const judged = naiveJudge(root, label, path);
  if (judged === 'absent') return null;
  const { opening } = found;
  if (!opening) return 'kept back';
  const leaf: MapLeaf = naiveOwnerLeaf(label, opening.accountId, bytes(opening.nonce));
  expect(judged).toEqual(leaf);
  return opening.accountId;
};

it('leads by a number and a username to whoever may be found by them, under a signed head that commits to the key', async () => {
  const server = await start();
  const aisyah = await register(server, testNumber(1));
  const badrul = await register(server, testNumber(2));
  expect(await leadsTo(server, badrul, 'number', aisyah.number)).toBe(aisyah.accountId);
  expect(await leadsTo(server, badrul, 'number', testNumber(3))).toBeNull();
  await call(server.url, 'setFindable', { findableByNumber: false }, aisyah.authorization);
  expect(await leadsTo(server, badrul, 'number', aisyah.number)).toBeNull();
  const { username } = await call(
    server.url,
    'setUsername',
    { name: 'aisyah' },
    aisyah.authorization,
  );
  expect(await leadsTo(server, badrul, 'username', username ?? '')).toBe(aisyah.accountId);
  await server.close();
  const again = await start();
  expect(await leadsTo(again, badrul, 'username', username ?? '')).toBe(aisyah.accountId);
  await call(again.url, 'deleteAccount', {}, aisyah.authorization);
  expect(await leadsTo(again, badrul, 'username', username ?? '')).toBeNull();
});

it('answers who is found by a number only when a signed head says so', async () => {
  const server = await start();
  const asks = await register(server, testNumber(1));
  const { secret } = await labelOf(server, asks, 'number', testNumber(2));
  const { accountId, number } = await register(server, testNumber(2));
  const answered = await call(server.url, 'lookupNumber', { number }, asks.authorization);
  expect(answered).toEqual({ accountId });
  // Nothing else has it signed meanwhile but the server itself.
  const { epoch, size } = await headOf(server);
  const at = { epoch, position: size - 1 };
  const found = await call(
    server.url,
    'lookUpLabel',
    { secret: base64(secret), at },
    asks.authorization,
  );
  expect(found.opening).toMatchObject({ accountId });
});

it('tells nobody whose the labels are that they saw in proofs of others', async () => {
  const server = await start();
  const people: TestAccount[] = [];
  for (let count = 1; count <= 8; count++) people.push(await register(server, testNumber(count)));
  const stranger = await register(server, testNumber(9));
  await server.keyTransparency.publish();
  const { epoch, size } = await headOf(server);
  const find = (secret: Uint8Array) =>
    unlessUnavailable(() =>
      call(
        server.url,
        'lookUpLabel',
        { secret: base64(secret), at: { epoch, position: size - 1 } },
        stranger.authorization,
      ),
    );
  const seen = new Set<string>();
  for (let at = 0; at < 100; at++) {
    const { end } = (await find(random(32))).path;
    if (end) seen.add(end.label);
  }
  const made: { readonly label: Uint8Array; readonly secret: Uint8Array }[] = [];
  for (const { number } of people) made.push(await labelOf(server, stranger, 'number', number));
  expect(made.some(({ label }) => seen.has(base64(label)))).toBe(true);
  for (const label of seen) {
    const answer = await find(bytes(label));
    expect(answer.opening).toBeNull();
    for (const { accountId } of people) expect(JSON.stringify(answer)).not.toContain(accountId);
  }
  // Who has it made of the number itself is told.
  for (const [at, { secret }] of made.entries())
    expect((await find(secret)).opening?.accountId).toBe(people[at]?.accountId);
});

it('makes as many labels for one account as that may look up, each of a call counted', async () => {
  const server = await start({ limitLoopback: true });
  const asks = await register(server, testNumber(1));
  const other = await register(server, testNumber(2));
  const blinded = Array.from({ length: 4 }, (_, at) =>
    base64(blindInput(Buffer.from(`${at}`), random).blinded),
  );
  const make = (of: readonly string[], by = asks) =>
    call(server.url, 'evaluateLabels', { blinded: [...of] }, by.authorization);
  await unlessUnavailable(() => make(blinded.slice(0, 1)));
  let calls = 0;
  const limited = await (async () => {
    for (; calls < 50; calls++) await make(blinded);
  })().catch((error: unknown) => error);
  expect(limited).toMatchObject({ code: 'rate_limited' });
  expect(calls).toBe(12);
  // What was refused was not counted.
  expect((await make(blinded.slice(0, 1))).evaluated).toHaveLength(1);
  expect((await make(blinded, other)).evaluated).toHaveLength(4);
});

it('refuses what is no element, too many at once, and who is not signed in', async () => {
  const server = await start();
  const asks = await register(server, testNumber(1));
  const good = base64(blindInput(Buffer.from('x'), random).blinded);
  await unlessUnavailable(() => call(server.url, 'describeLabels', {}));
  const make = (blinded: string[], authorization: string | undefined = asks.authorization) =>
    call(server.url, 'evaluateLabels', { blinded }, authorization);
  for (const bad of [base64(new Uint8Array(32)), base64(new Uint8Array(32).fill(255)), 'AAAA'])
    await expect(make([good, bad])).rejects.toMatchObject({ code: 'bad_request' });
  await expect(make([])).rejects.toMatchObject({ code: 'bad_request' });
  await expect(make(Array.from({ length: 5 }, () => good))).rejects.toMatchObject({
    code: 'bad_request',
  });
  await expect(call(server.url, 'evaluateLabels', { blinded: [good] })).rejects.toMatchObject({
    code: 'unauthorized',
  });
  const ask = (position: number, epoch = 1) =>
    call(
      server.url,
      'lookUpLabel',
      { secret: base64(random(32)), at: { epoch, position } },
      asks.authorization,
    );
  await expect(ask(10_000)).rejects.toMatchObject({ code: 'not_found' });
  await expect(ask(0, 2)).rejects.toMatchObject({ code: 'not_found' });
});

it('enters accounts of before while it serves', async () => {
  const server = await start();
  const people: TestAccount[] = [];
  for (let count = 1; count <= 12; count++) people.push(await register(server, testNumber(count)));
  await server.close();
  const database = openConnection(join(folder, 'bisik-server.db'));
  database.exec(`INSERT INTO key_unlabelled SELECT ref FROM accounts; DELETE FROM key_labels;
    DELETE FROM key_versions; DELETE FROM key_nodes; DELETE FROM key_heads;
    DELETE FROM key_log_leaves; DELETE FROM key_log_heads; DELETE FROM key_log_tiles;
    INSERT INTO key_unrecorded SELECT ref FROM accounts`);
  database.close();
  const again = await start();
  const [asks, last] = [people[0], people.at(-1)];
  if (!asks || !last) throw new Error('nobody');
  // The last head of while it did so may still be the one that is asked about.
  await vi.waitFor(
    async () => expect(await leadsTo(again, asks, 'number', last.number)).toBe(last.accountId),
    20_000,
  );
  expect(await leadsTo(again, asks, 'number', asks.number)).toBe(asks.accountId);
});

it('makes no label by a key that the map does not commit to, says so to the operator, and enters whoever came meanwhile once the right one is back', async () => {
  const server = await start();
  const asks = await register(server, testNumber(1));
  await unlessUnavailable(() => call(server.url, 'describeLabels', {}));
  await server.close();
  const key = readFileSync(join(folder, 'log.key'));
  writeFileSync(join(folder, 'log.key'), base64(random(32)));
  const again = await start();
  await vi.waitUntil(
    () => again.logLines.some((line) => line.includes('label_key_differs')),
    10_000,
  );
  await expect(call(again.url, 'describeLabels', {})).rejects.toMatchObject({
    code: 'unavailable',
  });
  // All else goes on.
  const { number, accountId } = asks;
  expect(await call(again.url, 'lookupNumber', { number }, asks.authorization)).toEqual({
    accountId,
  });
  const meanwhile = await register(again, testNumber(2));
  const told = await call(again.url, 'lookupNumber', { number: testNumber(2) }, asks.authorization);
  expect(told).toEqual({ accountId: meanwhile.accountId });
  await again.close();
  writeFileSync(join(folder, 'log.key'), key);
  const healed = await start();
  await vi.waitFor(
    async () =>
      expect(await leadsTo(healed, asks, 'number', meanwhile.number)).toBe(meanwhile.accountId),
    // Each look has a label made, of which there are 50 at once.
    { timeout: 20_000, interval: 500 },
  );
  expect(await leadsTo(healed, meanwhile, 'number', number)).toBe(accountId);
});

it('has the label key again from a backup of before there were labels', async () => {
  const server = await start();
  const asks = await register(server, testNumber(1));
  const before = await labelOf(server, asks, 'number', asks.number);
  await server.close();
  // Such a backup has these keys alone, no labels, and no map that commits to the key that makes them.
  const keys = ['server-identity.key', 'code.key', 'log.key'];
  for (const file of readdirSync(folder))
    if (file.endsWith('.key') && !keys.includes(file)) rmSync(join(folder, file));
  const database = openConnection(join(folder, 'bisik-server.db'));
  database.exec(`INSERT INTO key_unlabelled SELECT ref FROM accounts; DELETE FROM key_labels;
    DELETE FROM key_versions; DELETE FROM key_nodes; DELETE FROM key_heads;
    DELETE FROM key_log_leaves; DELETE FROM key_log_heads; DELETE FROM key_log_tiles;
    INSERT INTO key_unrecorded SELECT ref FROM accounts`);
  database.close();
  const again = await start();
  expect(await labelOf(again, asks, 'number', asks.number)).toEqual(before);
});
