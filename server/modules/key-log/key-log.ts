import { CodedError } from '../../../contract/errors/coded-error.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { KeyMapStore } from '../../store/types/key-map.ts';
import { createLabelAnswers, type LabelAnswers, type LabelDependencies } from './labels.ts';
import { toBase64, toTold } from './told.ts';
import { type MapUpkeepDependencies, startMapUpkeep } from './upkeep.ts';

export interface KeyLogDependencies
  extends Omit<MapUpkeepDependencies, 'onCommitted'>,
    Omit<LabelDependencies, 'isCommitted'> {
  readonly map: KeyMapStore;
  /** Has what was appended signed and witnessed. */
  readonly appended: () => void;
}

export interface KeyLog {
  readonly handlers: Pick<Handlers, 'lookUpKeys' | 'listKeyHeads'> & LabelAnswers['handlers'];
  readonly whenSaid: LabelAnswers['whenSaid'];
  readonly close: () => Promise<void>;
}

/** Accounts of before are entered while the server serves: who asks meanwhile may do so again. */
const waitingMs = 60_000;

/** Answers what the map of keys holds, and has it kept up. */
export const openKeyLog = (dependencies: KeyLogDependencies): KeyLog => {
  const { map, log, appended } = dependencies;
  const stop = map.onHead(appended);
  let isCommitted = false;
  const labels = createLabelAnswers({ ...dependencies, isCommitted: () => isCommitted });
  const upkeep = startMapUpkeep({
    ...dependencies,
    onCommitted: () => {
      isCommitted = true;
    },
  });
  /** A head that no checkpoint covers proves nothing to anybody. */
  const signedSize = async (epoch: number): Promise<number> =>
    (await log.newestSigned(epoch))?.size ?? 0;
  /** Throws `not_found` unless it is the present epoch, which is given. */
  const present = async (epoch?: number): Promise<number> => {
    const head = await log.head();
    if (epoch !== undefined && epoch !== head.epoch) throw new CodedError('not_found');
    return head.epoch;
  };

  return {
    handlers: {
      ...labels.handlers,
      lookUpKeys: async ({ accountId, after, holds, at }, context) => {
        const isOwn = callerOf(context).accountId === accountId;
        const epoch = await present(at?.epoch);
        const range = { epoch, size: await signedSize(epoch), position: at?.position };
        const found = await map.lookUp(accountId, range, after, limits.maxKeyVersionsPerAnswer);
        if (found === null) throw new CodedError('not_found');
        if (found.waits) throw new CodedError('unavailable', { retryAfterMs: waitingMs });
        return toTold(
          found,
          epoch,
          ({ opening }, isNewest) => isOwn || isNewest || opening?.state.identityKey === holds,
        );
      },
      listKeyHeads: async ({ epoch, size, after }) => {
        await present(epoch);
        if (size > (await signedSize(epoch))) throw new CodedError('not_found');
        const heads = await map.heads({ epoch, size }, after);
        return {
          heads: heads.map(({ position, head }) => ({
            position,
            time: head.time,
            root: toBase64(head.root),
          })),
        };
      },
    },
    whenSaid: labels.whenSaid,
    close: async () => {
      stop();
      await upkeep.close();
    },
  };
};
