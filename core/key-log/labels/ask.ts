import { sameHash } from '../../../contract/transparency/hashing.ts';
import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import { toBase64 } from '../../crypto/bytes.ts';
import { orNone } from '../../log/epochs.ts';
import type { Head } from '../../log/heads.ts';
import type { LogReader } from '../../log/reader.ts';
import type { AccountHandle } from '../../store/types/key-labels.ts';
import { knownLabelKey, learnLabelKey } from './label-key.ts';
import { makeLabels } from './make-labels.ts';
import { type LabelLookup, type MadeLabel, type ProvedLabel, proveLabel } from './prove-label.ts';

/** What was proved, and the answer by which it was. */
export interface ToldLabel extends ProvedLabel {
  readonly lookup: LabelLookup;
}

/** Asks the server about labels. All reject as `api` and the reader do. */
export interface LabelAsker {
  /**
   * What the labels are made of, in order; those made before are not made again. Null where the server proves none, or signed two keys, which is told by
   * then.
   */
  readonly make: (
    asking: Asking,
    handles: readonly AccountHandle[],
  ) => Promise<readonly MadeLabel[] | null>;
  /** Null where nothing was proved. */
  readonly lookUp: (
    asking: Asking,
    head: Head,
    made: MadeLabel,
    position?: number,
  ) => Promise<ToldLabel | null>;
}

/** Asks by `api`, and proves by the log's files. `onOtherKey`: the server signed another key for labels; told at once. */
export const createLabelAsker = (
  context: Pick<Context, 'store' | 'clock' | 'random'>,
  reader: LogReader,
  onOtherKey: () => void,
): LabelAsker => {
  const { store } = context;
  const learn = async (asking: Asking): Promise<Uint8Array | null> => {
    const labelKey = await learnLabelKey(context, asking);
    if (labelKey === null) onOtherKey();
    return labelKey;
  };

  return {
    make: async (asking, handles) => {
      const labelKey = knownLabelKey(store.meta, asking.serverKey) ?? (await learn(asking));
      if (labelKey === null) return null;
      const kept = handles.map((handle) => {
        const row = store.keyLabels.get(handle);
        return row?.labelKey && sameHash(row.labelKey, labelKey) ? row.secret : null;
      });
      const missing = handles.filter((_, at) => kept[at] === null);
      const made = missing.length === 0 ? [] : await makeLabels(context, asking, labelKey, missing);
      if (made === null) {
        // It may name another key by now.
        await learn(asking);
        return null;
      }
      let at = 0;
      return kept.map((secret) => ({ secret: secret ?? made[at++] ?? new Uint8Array(), labelKey }));
    },
    lookUp: async (asking, head, made, position = head.size - 1) => {
      const { epoch } = head;
      const lookup = await orNone(
        asking.api('lookUpLabel', { secret: toBase64(made.secret), at: { epoch, position } }),
      );
      const proved = lookup && (await proveLabel(made, lookup, head, reader, position));
      if (lookup && proved) return { ...proved, lookup };
      await learn(asking);
      return null;
    },
  };
};
