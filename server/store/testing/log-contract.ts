import { expect, it } from 'vitest';
import { leafHash, rootOf } from '../../../contract/transparency/hashing.ts';
import { rootFromTiles } from '../../../contract/transparency/tile-proofs.ts';
import type { ContractContext } from './contract-context.ts';
import { hashOf } from './rows.ts';

export const entriesOf = (count: number, seed = 'entry') =>
  Array.from({ length: count }, (_, index) => hashOf(`${seed} ${index}`));

export const logContract = ({ store, reopen }: ContractContext): void => {
  const rootOfEntries = (entries: readonly Uint8Array[]) =>
    Buffer.from(rootOf(entries.map(leafHash)));

  it('begins empty, in epoch 1', async () => {
    expect(await store().log.head()).toEqual({ epoch: 1, size: 0, root: rootOf([]) });
    expect(await store().log.newestSigned(1)).toBeNull();
    expect(await store().log.tile(1, 0, 0, 1)).toBeNull();
  });

  it('has the root of what was appended, also after a restart', async () => {
    const entries = entriesOf(1_000);
    let size = 0;
    for (const count of [0, 1, 2, 252, 1, 1, 255, 300, 188]) {
      const place = await store().log.append(entries.slice(size, size + count));
      expect(place).toEqual({ epoch: 1, index: size });
      size += count;
      const opened = count % 2 === 0 ? await reopen() : store();
      const head = await opened.log.head();
      expect(head.size).toBe(size);
      expect(Buffer.from(head.root)).toEqual(rootOfEntries(entries.slice(0, size)));
    }
    expect(await store().log.entries(1, 998, 256)).toEqual(
      entries.slice(998).map((entry) => Buffer.from(entry)),
    );
  });

  it('gives tiles of every width that exists, and no wider', async () => {
    const entries = entriesOf(700);
    await store().log.append(entries);
    for (const size of [1, 255, 256, 257, 512, 513, 700]) {
      const root = await rootFromTiles(size, async ({ level, index, width }) => {
        const tile = await store().log.tile(1, Number(level), index, width);
        if (tile === null) throw new Error('no tile');
        return tile;
      });
      expect(Buffer.from(root)).toEqual(rootOfEntries(entries.slice(0, size)));
    }
    expect(await store().log.tile(1, 0, 2, 189)).toBeNull();
    expect(await store().log.tile(1, 1, 0, 3)).toBeNull();
    expect(await store().log.tile(2, 0, 0, 1)).toBeNull();
  });

  it('keeps one signed root for a size, for ever', async () => {
    const head = { epoch: 1, size: 4, root: hashOf('root') };
    expect(await store().log.sign(head, 'first')).toBe(true);
    expect(await store().log.sign(head, 'again')).toBe(true);
    const again = await reopen();
    expect(await again.log.sign({ ...head, root: hashOf('other') }, 'second')).toBe(false);
    expect(await again.log.sign({ ...head, epoch: 2, root: hashOf('other') }, 'new')).toBe(true);
    await again.log.addCosignature(1, 4, 'a', 'line 1');
    await again.log.addCosignature(1, 4, 'a', 'line 2');
    expect(await again.log.findSigned(1, 4)).toMatchObject({
      size: 4,
      note: 'first',
      cosignatures: ['line 2'],
    });
    expect(await again.log.newestSigned(1)).toMatchObject({ size: 4 });
  });

  it('begins a greater epoch with its first entry, and keeps the former', async () => {
    await store().log.append(entriesOf(300));
    const next = { epoch: 7, start: 'what was known', entry: hashOf('start') };
    expect(await store().log.rollTo(next)).toBe(true);
    expect(await store().log.rollTo(next)).toBe(false);
    const again = await reopen();
    expect(await again.log.head()).toMatchObject({ epoch: 7, size: 1 });
    expect(await again.log.epochStart(7)).toBe('what was known');
    expect(await again.log.epochStart(1)).toBeNull();
    expect(await again.log.tile(1, 0, 0, 256)).toHaveLength(8_192);
    expect(await again.log.append(entriesOf(1))).toEqual({ epoch: 7, index: 1 });
  });
};
