import { expect, it } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { leafHash, rootOf } from '../../contract/transparency/hashing.ts';
import { distinguishedHeads } from '../../contract/transparency/keys/distinguished.ts';
import { headEntry } from '../../contract/transparency/keys/head.ts';
import { createMemoryTiles } from '../../contract/transparency/testing/memory-tiles.ts';
import type { EndpointResponse } from '../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import { toBase64 } from '../crypto/bytes.ts';
import type { Head } from '../log/heads.ts';
import type { LogReader } from '../log/reader.ts';
import { createHeadsUnder } from './heads-under.ts';

type Told = EndpointResponse<Endpoints['listKeyHeads']>['heads'];

const hourMs = 3_600_000;
const root = new Uint8Array(32).fill(3);
const evenly = Array.from({ length: 24 * 10 }, (_, hour) => 1_800_000_000_000 + hour * hourMs);

/** A log with heads of these times, and a server that tells of all of them what `bend` leaves. */
const under = (times: readonly number[], bend: (told: Told) => Told = (told) => told) => {
  const entries = times.map((time) => headEntry({ time, root }));
  const leaves = entries.map(leafHash);
  const reader = {
    tiles: () => createMemoryTiles(leaves).readTile,
    forget: () => undefined,
  } as unknown as LogReader;
  const head = { epoch: 1, size: times.length, root: rootOf(leaves) } as Head;
  let asked = 0;
  const api = async () => {
    asked++;
    return {
      heads: bend(times.map((time, position) => ({ position, time, root: toBase64(root) }))),
    };
  };
  const heads = createHeadsUnder({ api } as never, head, reader);
  return { heads, asked: () => asked };
};
const found = (times: readonly number[], after: number, most: number) =>
  distinguishedHeads({ epoch: 1, size: times.length }, after, most, (at) => times[at] ?? null);

it('finds them by heads that are proved, and asks once', async () => {
  const { heads, asked } = under(evenly);
  expect(await heads.behind(-1)).toEqual(found(evenly, -1, 100));
  expect(await heads.behind(50, 1)).toEqual(found(evenly, 50, 1));
  expect(await heads.newest()).toEqual(found(evenly, -1, 100)?.slice(-1));
  expect(asked()).toBe(1);
});

it('takes no time for true that the log does not have, nor one of no entry', async () => {
  const bends: readonly ((told: Told) => Told)[] = [
    (told) => told.map((one) => ({ ...one, time: one.time + 1 })),
    (told) => told.map((one) => ({ ...one, root: toBase64(new Uint8Array(32)) })),
    (told) => told.map((one) => ({ ...one, position: one.position + 1 })),
    (told) => told.toReversed().map((one, at) => ({ ...one, position: at })),
    (told) => told.slice(1, -1),
    () => [],
  ];
  for (const bend of bends) {
    const { heads } = under(evenly, bend);
    expect(await heads.behind(-1)).toBe('untold');
    expect(await heads.newest()).toBe('untold');
  }
});

it('is told nothing by a server that has no such heads, and passes on why it was not reached', async () => {
  const fails = (code: 'not_found' | 'offline') =>
    under(evenly, () => {
      throw new CodedError(code);
    }).heads.behind(-1);
  expect(await fails('not_found')).toBe('untold');
  await expect(fails('offline')).rejects.toMatchObject({ code: 'offline' });
});

it('sees a log whose heads go back in time', async () => {
  const back = evenly.with(130, (evenly[130] ?? 0) - 40 * hourMs);
  expect(await under(back).heads.behind(-1)).toBe('disordered');
});
