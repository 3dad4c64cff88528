import {
  type LogName,
  logOrigin,
  parseLogOrigin,
} from '../../../contract/transparency/checkpoint.ts';
import {
  type EpochStart,
  epochEntry,
  formatEpochStart,
} from '../../../contract/transparency/epoch.ts';
import { emptyRoot, sameHash } from '../../../contract/transparency/hashing.ts';
import { rootFromTiles } from '../../../contract/transparency/tile-proofs.ts';
import type { Clock } from '../../platform/clock.ts';
import type { LogHead, LogStore, SignedHead } from '../../store/types/log.ts';
import type { LogKey } from './log-key.ts';
import { readShown } from './shown-note.ts';
import type { Witness } from './witness-client.ts';
import { type Ahead, createWitnessing, readTileOf } from './witnessing.ts';

export interface TransparencyDependencies {
  readonly store: LogStore;
  readonly key: LogKey;
  /** Which of the server's logs. */
  readonly log: LogName;
  /** `serverIdOf` the server's public key. */
  readonly serverId: string;
  readonly clock: Clock;
  readonly witnesses: readonly Witness[];
  readonly send: typeof fetch;
  /** Before a new epoch begins: somebody has seen more of the log than is here. A failure leaves the epoch as it is. */
  readonly onRestored: () => Promise<void>;
  readonly onFailed: (error: unknown) => void;
}

/** What somebody knows of this log, in that epoch. */
interface Known extends EpochStart {
  readonly epoch: number;
}

export interface Transparency {
  /** Says that leaves were committed; a checkpoint follows within a second. */
  readonly appended: () => void;
  /** Resolves once what was committed before has its checkpoint and every witness was asked. */
  readonly publish: () => Promise<void>;
  /** Looks at a note that a client has seen; begins a new epoch when it tells more than is here, or something else. */
  readonly present: (note: string) => Promise<'known' | 'restored' | 'not_ours'>;
  /** Begins an epoch whose first entry commits to what is known of the last. False unless it is greater than all before. */
  readonly rollTo: (epoch: number, lastKnown: EpochStart) => Promise<boolean>;
  /** False with witnesses of whom none has said since the start that nothing is missing here: a backup may have been put back. */
  readonly isConfirmed: () => boolean;
  readonly origin: (epoch: number) => string;
  readonly close: () => Promise<void>;
}

const gatherMs = 200;
const retryMs = 5_000;

/** Signs what the store holds, each size once, and has it witnessed. */
export const createTransparency = (dependencies: TransparencyDependencies): Transparency => {
  const { store, key, log, serverId, clock, witnesses, send, onRestored, onFailed } = dependencies;
  const witnessed = createWitnessing(store, witnesses, send);
  const origin = (epoch: number): string => logOrigin({ serverId, log, epoch });
  /** The epoch that an origin of this very log names. */
  const epochOf = (named: string | undefined): number | null => {
    const parts = parseLogOrigin(named ?? '');
    return parts?.serverId === serverId && parts.log === log ? parts.epoch : null;
  };
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** A witness has said since the start that it knows no more than is here. */
  let confirmed = witnesses.length === 0;
  /** Witnesses that had a new epoch begun. One that says so again without a restart in between is wrong, or lies. */
  const heeded = new Set<number>();

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const rollNow = async (epoch: number, lastKnown: EpochStart): Promise<boolean> => {
    const start = formatEpochStart(lastKnown);
    await onRestored();
    return store.rollTo({ epoch, start, entry: epochEntry(start) });
  };
  /** Two restores of one backup get epochs apart: not the next number, but the second of the day it is. */
  const epochAfter = (epoch: number): number =>
    Math.max(epoch + 1, Math.floor(clock.now() / 1_000));

  const signHead = async (head: LogHead): Promise<SignedHead> => {
    const note = key.signNote(origin(head.epoch), head);
    if (!(await store.sign(head, note)))
      throw new Error('another root stands signed for this size');
    return { ...head, note, cosignatures: [] };
  };
  /** What a witness can show counts before what one only says; null from one that tells no more than is here. */
  const knownBy = (head: SignedHead, { aheadAt, shown }: Ahead): Known | null => {
    const found = readShown(shown ?? '', key, witnesses);
    const epoch = epochOf(found?.origin);
    if (found && epoch !== null) {
      if (epoch > head.epoch || (epoch === head.epoch && found.size > head.size))
        return { ...found, epoch };
    }
    if (aheadAt === null) return null;
    return { epoch: head.epoch, origin: origin(head.epoch), size: aheadAt, root: null, note: null };
  };
  const newestOf = (known: readonly Known[]): Known | undefined =>
    known.toSorted(
      (one, other) =>
        Number(other.root !== null) - Number(one.root !== null) ||
        other.epoch - one.epoch ||
        other.size - one.size,
    )[0];
  /** False: a new epoch began, or nobody could be asked. */
  const haveWitnessed = async (head: SignedHead): Promise<boolean> => {
    const answers = await witnessed(head, origin(head.epoch));
    const ahead = answers.flatMap((answer, at) => {
      const known = typeof answer === 'object' ? knownBy(head, answer) : null;
      if (known === null) return [];
      if (!heeded.has(at)) {
        heeded.add(at);
        return [known];
      }
      onFailed(
        new Error(`the witness ${witnesses[at]?.key.name} says once more that it knows more`),
      );
      return [];
    });
    const newest = newestOf(ahead);
    if (newest) {
      const { epoch, ...lastKnown } = newest;
      await rollNow(epochAfter(epoch), lastKnown);
      return false;
    }
    return answers.some((answer) => answer === 'cosigned');
  };

  const publishNow = async (): Promise<void> => {
    let head = await store.head();
    let signed = await store.newestSigned(head.epoch);
    if (!confirmed) {
      // The empty tree has one root for ever: signing it binds to nothing.
      signed ??= await signHead({ epoch: head.epoch, size: 0, root: emptyRoot() });
      const before = head.epoch;
      const answered = await haveWitnessed(signed);
      head = await store.head();
      confirmed = answered || head.epoch !== before;
      if (!confirmed) {
        later(retryMs);
        return;
      }
      signed = await store.newestSigned(head.epoch);
    }
    if (head.size === (signed?.size ?? 0)) return;
    const fresh = await signHead(head);
    if (witnesses.length === 0) return;
    await haveWitnessed(fresh);
    if ((await store.head()).epoch !== head.epoch) await publishNow();
  };
  const publish = (): Promise<void> => inTurn(publishNow);
  const later = (ms: number): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      publish().catch((error: unknown) => {
        onFailed(error);
        later(retryMs);
      });
    }, ms);
    timer.unref();
  };

  const present = async (text: string): Promise<'known' | 'restored' | 'not_ours'> => {
    const checkpoint = readShown(text, key, witnesses);
    const epoch = epochOf(checkpoint?.origin);
    if (checkpoint === null || epoch === null) return 'not_ours';
    const head = await store.head();
    if (epoch < head.epoch) return 'known';
    const same =
      epoch === head.epoch &&
      checkpoint.size <= head.size &&
      sameHash(
        await rootFromTiles(checkpoint.size, readTileOf(store, head.epoch)),
        checkpoint.root,
      );
    if (same) return 'known';
    await rollNow(epochAfter(Math.max(epoch, head.epoch)), checkpoint);
    later(0);
    return 'restored';
  };

  // What was committed just before the last end has no checkpoint yet.
  later(0);
  return {
    appended: () => later(gatherMs),
    publish,
    present: (note) => inTurn(() => present(note)),
    rollTo: async (epoch, lastKnown) => {
      const rolled = await inTurn(() => rollNow(epoch, lastKnown));
      if (rolled) later(0);
      return rolled;
    },
    isConfirmed: () => confirmed,
    origin,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await last;
    },
  };
};
