import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Asking } from '../connection/asking.ts';
import type { Context } from '../context.ts';
import type { Carrying } from '../log/carrying.ts';
import type { Followed } from '../log/follow.ts';
import { followWithHeard, isUnsettled } from '../log/heard-notes.ts';
import { presentCheckpoint } from '../log/present-checkpoint.ts';
import type { LogReader } from '../log/reader.ts';
import { witnessed } from '../log/witnessed.ts';
import { keepFinding } from './findings.ts';

interface NewestHeadOptions {
  readonly reader: LogReader;
  readonly carrying: Pick<Carrying, 'changed'>;
  readonly demandsWitness: () => boolean;
  /** Something was found against the log; at once, whatever else is asked for after it. */
  readonly onFound: () => void;
}

/** A witness cosigns a moment after the log signed: so often is looked again before it counts as missing. */
const mostUncosigned = 3;

/**
 * Looks at the log of keys. Gives the head that counts; null when the log contradicts itself, which is an alarm by then; `soon` when it is to
 * be looked at again in a moment. Rejects as `follow`, and with `unavailable` where the head proves nothing: a witness is demanded and none
 * cosigned it, or the server withholds what would show that a contact was shown the same log.
 */
export const createNewestHead = (
  context: Context,
  { reader, carrying, demandsWitness, onFound }: NewestHeadOptions,
): ((asking: Asking) => Promise<Followed | 'soon' | null>) => {
  let uncosigned = 0;

  return async (asking) => {
    try {
      const followed = await followWithHeard(context, asking, {
        log: 'keys',
        reader,
        present: (note) => presentCheckpoint(asking, note),
        raise: (...found) => {
          keepFinding(...found);
          onFound();
        },
        mustBeProved: demandsWitness(),
      });
      if (!followed) return null;
      const { about, head } = followed;
      const { unwitnessed } = witnessed(
        context,
        asking.serverKey,
        about,
        head,
        demandsWitness(),
        null,
      );
      uncosigned = unwitnessed ? uncosigned + 1 : 0;
      if (uncosigned > 0 && uncosigned < mostUncosigned) return 'soon';
      if (uncosigned > 0 || isUnsettled(context.store.meta, 'keys'))
        throw new CodedError('unavailable');
      return followed;
    } finally {
      carrying.changed();
    }
  };
};
