import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatAddCheckpoint } from '../../contract/transparency/add-checkpoint.ts';
import { leafHash, rootOf } from '../../contract/transparency/hashing.ts';
import { consistencyRanges } from '../../contract/transparency/proofs.ts';
import { formatVerifierKey } from '../../contract/transparency/verifier-key.ts';
import { openLogKey } from '../../server/modules/transparency/log-key.ts';
import { readCheckpoint } from '../../server/testing/independent-verifier.ts';
import type { PeerServer } from '../shared/serve.ts';
import { serveWitness } from './serve.ts';
import { openWitness, type Witness } from './witness.ts';

const origin = 'bisik.example/00c0ffee/disclosures/1';
const leaves = Array.from({ length: 20 }, (_, at) => leafHash(Uint8Array.of(at)));
let folder: string;
let witness: Witness;
let server: PeerServer;

const key = (fill: number) =>
  openLogKey(mkdtempSync(join(folder, 'key-')), (count) => new Uint8Array(count).fill(fill));
const open = async () => {
  const logs = [key(1).verifierKey(origin)];
  witness = openWitness({
    dataDir: folder,
    name: 'w.example/a',
    logs,
    now: () => 1_800_000_000_000,
  });
  server = await serveWitness(witness, '127.0.0.1', 0);
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-witness-'));
  await open();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const noteOf = (size: number, from = leaves, by = 1, name = origin) =>
  key(by).signNote(name, { size, root: rootOf(from.slice(0, size)) });
const proofOf = (oldSize: number, size: number) =>
  consistencyRanges(oldSize, size).map(({ from, to }) => rootOf(leaves.slice(from, to)));
const ask = async (oldSize: number, note: string, proof: readonly Uint8Array[] = []) => {
  const body = formatAddCheckpoint({ oldSize, proof, note });
  const response = await fetch(`${server.url}/add-checkpoint`, { method: 'POST', body });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await response.text(),
  };
};

it('cosigns what grows, and remembers it over a restart', async () => {
  const first = await ask(0, noteOf(5));
  expect(first.status).toBe(200);
  await server.close();
  await open();
  const note = noteOf(13);
  const second = await ask(5, note, proofOf(5, 13));
  expect(second.status).toBe(200);
  const keys = [formatVerifierKey(key(1).verifierKey(origin)), formatVerifierKey(witness.key)];
  expect(readCheckpoint(note + second.body, keys).size).toBe(13);
  expect((await ask(13, note)).status).toBe(200);
});

it('refuses as the text says', async () => {
  await ask(0, noteOf(5));
  expect(await ask(3, noteOf(7), proofOf(3, 7))).toEqual({
    status: 409,
    type: 'text/x.tlog.size',
    body: '5\n',
  });
  expect((await ask(5, noteOf(7), proofOf(4, 7))).status).toBe(422);
  expect((await ask(5, noteOf(7, leaves.toReversed()), proofOf(5, 7))).status).toBe(422);
  expect((await ask(5, noteOf(7, leaves, 2), proofOf(5, 7))).status).toBe(403);
  expect((await ask(0, noteOf(7, leaves, 1, 'other.example/log'))).status).toBe(404);
  expect((await ask(9, noteOf(7))).status).toBe(400);
  expect((await ask(0, 'no note')).status).toBe(400);
  expect((await ask(0, 'x'.repeat(20_000)).catch(() => ({ status: 413 }))).status).toBe(413);
  expect(witness.evidence()).toEqual([]);
});

it('keeps two signed roots for one size as evidence', async () => {
  const [one, other] = [noteOf(5), noteOf(5, leaves.toReversed())];
  await ask(0, one);
  expect((await ask(5, other)).status).toBe(409);
  expect(witness.evidence().map((line) => JSON.parse(line))).toEqual([
    { first: one, second: other },
  ]);
});

it('keeps the same evidence once, and not without end', async () => {
  const other = noteOf(5, leaves.toReversed());
  await ask(0, noteOf(5));
  await ask(5, other);
  for (const name of ['a', 'b', 'c'])
    expect((await ask(5, `${other}— ${name}.example/key AAAAAAAA\n`)).status).toBe(409);
  expect(witness.evidence()).toHaveLength(1);
  const forks = Array.from({ length: 40 }, (_, at) =>
    noteOf(5, [leafHash(Uint8Array.of(100 + at)), ...leaves]),
  );
  for (const fork of forks) await ask(5, fork);
  expect(witness.evidence()).toHaveLength(20);
});

it('looks for no file of a log that it does not know', async () => {
  const name = 'x'.repeat(4_000);
  expect((await fetch(`${server.url}/checkpoint?origin=${name}`)).status).toBe(404);
});

it('takes a later epoch of a log that it knows, and no earlier one', async () => {
  expect((await ask(0, noteOf(2, leaves, 1, origin.replace(/1$/, '9')))).status).toBe(200);
  expect((await ask(0, noteOf(2, leaves, 1, origin.replace('00c0ffee', '00c0ffef')))).status).toBe(
    404,
  );
});

it('shows the newest note that it cosigned, with nothing but the signatures of both', async () => {
  const shown = (name: string) =>
    fetch(`${server.url}/checkpoint?origin=${encodeURIComponent(name)}`);
  expect((await shown(origin)).status).toBe(404);
  await ask(0, noteOf(5));
  await ask(5, `${noteOf(13)}— other.example/key AAAAAAAA\n`, proofOf(5, 13));
  await ask(13, noteOf(7));
  const note = await (await shown(origin)).text();
  const keys = [formatVerifierKey(key(1).verifierKey(origin)), formatVerifierKey(witness.key)];
  expect(readCheckpoint(note, keys).size).toBe(13);
  expect(note).not.toContain('other.example');
  expect((await shown('other.example/log')).status).toBe(404);
});

it('cosigns one epoch of a log at a time, over a restart too, and shows the newest to who asks for one before', async () => {
  const at = (epoch: number) => origin.replace(/1$/, String(epoch));
  expect((await ask(0, noteOf(5))).status).toBe(200);
  expect((await ask(0, noteOf(5, leaves, 1, at(7)))).status).toBe(200);
  await server.close();
  await open();
  const beside = noteOf(5, leaves.toReversed(), 1, at(5));
  expect(await ask(0, beside)).toMatchObject({
    status: 404,
    body: 'a later epoch of this log began\n',
  });
  expect((await ask(5, noteOf(13), proofOf(5, 13))).status).toBe(404);
  expect((await ask(5, noteOf(13, leaves, 1, at(7)), proofOf(5, 13))).status).toBe(200);
  for (const name of [origin, at(5), at(7)]) {
    const shown = await fetch(`${server.url}/checkpoint?origin=${encodeURIComponent(name)}`);
    expect((await shown.text()).split('\n').slice(0, 2)).toEqual([at(7), '13']);
  }
  // Two roots for one size contradict each other in an epoch that is over, too.
  const other = noteOf(5, leaves.toReversed());
  expect((await ask(5, other)).status).toBe(404);
  expect(witness.evidence().map((line) => JSON.parse(line).second)).toEqual([other]);
});
