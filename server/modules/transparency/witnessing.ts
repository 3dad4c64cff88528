import { consistencyProof, type ReadTile } from '../../../contract/transparency/tile-proofs.ts';
import type { LogStore, SignedHead } from '../../store/types/log.ts';
import { askLatest, askWitness, type Witness } from './witness-client.ts';

/** A witness says that it knows more; `shown` is what it shows for it, not verified. */
export interface Ahead {
  /** Its size of this epoch; null from one that cosigns this epoch no more. */
  readonly aheadAt: number | null;
  readonly shown: string | null;
}

export type Witnessed = 'cosigned' | 'refused' | 'unreachable' | Ahead;

/** Tiles of an epoch out of the store. */
export const readTileOf =
  (store: LogStore, epoch: number): ReadTile =>
  async ({ level, index, width }) => {
    const tile = level === 'entries' ? null : await store.tile(epoch, level, index, width);
    if (tile === null) throw new Error('no such tile');
    return tile;
  };

/** Asks one witness after another size than it was told once more, with the proof from there. */
export const createWitnessing = (
  store: LogStore,
  witnesses: readonly Witness[],
  send: typeof fetch,
) => {
  const lastSizes = new Map<string, number>();
  const askOne = async (witness: Witness, head: SignedHead, origin: string): Promise<Witnessed> => {
    const name = `${witness.key.id} ${head.epoch}`;
    for (let attempt = 0; attempt < 3; attempt++) {
      const oldSize = Math.min(lastSizes.get(name) ?? 0, head.size);
      const proof = await consistencyProof(oldSize, head.size, readTileOf(store, head.epoch));
      const answer = await askWitness(send, witness, head.note, oldSize, proof);
      if (answer.kind === 'cosigned') {
        lastSizes.set(name, head.size);
        await store.addCosignature(head.epoch, head.size, witness.key.name, answer.line);
        return 'cosigned';
      }
      // A log that it does not know, or one of which a later epoch began.
      if (answer.kind === 'refused' && answer.status === 404) {
        const shown = await askLatest(send, witness, origin);
        return shown === null ? 'refused' : { aheadAt: null, shown };
      }
      if (answer.kind !== 'other_size') return answer.kind;
      if (answer.size > head.size)
        return { aheadAt: answer.size, shown: await askLatest(send, witness, origin) };
      lastSizes.set(name, answer.size);
      // The same size with another root: it says the size that it was told.
      if (answer.size === oldSize) return 'refused';
    }
    return 'refused';
  };
  return (head: SignedHead, origin: string): Promise<readonly Witnessed[]> =>
    Promise.all(witnesses.map((witness) => askOne(witness, head, origin)));
};
