import { join } from 'node:path';
import { leafHash, rootOf } from '../../contract/transparency/hashing.ts';
import { verifyInclusion } from '../../contract/transparency/proofs.ts';
import {
  inclusionProof,
  type ReadTile,
  rootFromTiles,
} from '../../contract/transparency/tile-proofs.ts';
import { tileWidth } from '../../contract/transparency/tiles.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, percentile, rounded } from '../support/stats.ts';
import { createDice } from '../support/words.ts';

const leafCount = 10_000_000;
const proofCount = 200;
const rounds = 7;
const appendCount = 20_000;
const appendBatch = 100;

const entryOf = (index: number): Uint8Array<ArrayBuffer> => {
  const entry = new Uint8Array(32);
  new DataView(entry.buffer).setUint32(28, index);
  return entry;
};

const hashesIn = (level: Uint8Array, from: number, count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, at) => level.subarray((from + at) * 32, (from + at + 1) * 32));

/** The hashes of every level of tiles, each level in one run of memory. */
const hashLevels = (say: (text: string) => void): readonly Uint8Array[] => {
  const leaves = new Uint8Array(leafCount * 32);
  for (let index = 0; index < leafCount; index++) {
    leaves.set(leafHash(entryOf(index)), index * 32);
    if (index % 2_500_000 === 0) say(`hashing from leaf ${index.toLocaleString('en')}`);
  }
  const levels = [leaves];
  for (let below = leaves; below.length >= tileWidth * 32; below = levels.at(-1) ?? leaves) {
    const count = Math.floor(below.length / 32 / tileWidth);
    const level = new Uint8Array(count * 32);
    for (let at = 0; at < count; at++)
      level.set(rootOf(hashesIn(below, at * tileWidth, tileWidth)), at * 32);
    levels.push(level);
    say(`${count.toLocaleString('en')} tiles of level ${levels.length - 2}`);
  }
  return levels;
};

export const log: Scenario = {
  name: 'log',
  what: `hashes in an inclusion proof among ${leafCount.toLocaleString('en')} leaves`,
  unit: 'hashes',
  against: 'the height of the tree, ⌈log₂ n⌉',
  better: 'lower',
  aim: 1,
  run: async ({ folder, own, say }) => {
    const store = own(openSqliteStore({ file: join(await folder('log'), 'log.db') }));
    const entries = Array.from({ length: appendCount }, (_, index) => entryOf(index));
    const began = performance.now();
    for (let at = 0; at < appendCount; at += appendBatch)
      await store.log.append(entries.slice(at, at + appendBatch));
    const appends = appendCount / ((performance.now() - began) / 1_000);

    const levels = hashLevels(say);
    let fetched = 0;
    const readTile: ReadTile = async ({ level, index, width }) => {
      const from = index * tileWidth * 32;
      fetched += width * 32;
      return levels[Number(level)]?.subarray(from, from + width * 32) ?? new Uint8Array(0);
    };
    const root = await rootFromTiles(leafCount, readTile);
    const dice = createDice(11);
    const ours: number[] = [];
    const bytes: number[] = [];
    const making: number[] = [];
    const verifying: number[] = [];
    for (let round = 0; round < rounds; round++) {
      let hashes = 0;
      for (let one = 0; one < proofCount; one++) {
        const index = Math.floor(dice() * leafCount);
        const leaf = leafHash(entryOf(index));
        fetched = 0;
        const start = performance.now();
        const proof = await inclusionProof(index, leafCount, readTile);
        const made = performance.now();
        if (!verifyInclusion(leaf, index, leafCount, root, proof))
          throw new Error('a proof that does not hold');
        verifying.push(performance.now() - made);
        making.push(made - start);
        bytes.push(fetched);
        hashes += proof.length;
      }
      ours.push(hashes / proofCount);
    }
    return {
      ours,
      reference: ours.map(() => Math.ceil(Math.log2(leafCount))),
      more: [
        [
          'bytes fetched',
          `${rounded(median(bytes))} a proof, at most ${Math.max(...bytes)}, nothing cached`,
        ],
        ['making a proof', `${rounded(median(making))} ms of hashing inside tiles`],
        [
          'verifying a proof',
          `${rounded(median(verifying))} ms, 95th percentile ${rounded(percentile(verifying, 0.95))} ms`,
        ],
        ['appends', `${rounded(appends)} a second, durable, ${appendBatch} in a transaction`],
      ],
      conditions: `${rounds} rounds of ${proofCount} random leaves, each proof verified against the root; tiles in memory; appends to a fresh SQLite store before, the tree of ${appendCount.toLocaleString('en')} leaves kept up`,
    };
  },
};
