import {
  type CheckFailure,
  type FailureOfAll,
  isComparedKey,
  type LogVerdict,
  type Unchecked,
  type Withheld,
} from '../../contract/encryption/status.ts';
import type { Context } from '../context.ts';
import { keyHashInUse } from '../crypto/key-hash.ts';
import { decidedOn } from './decided.ts';
import { contradictionOfKeys, unexplainedEpoch } from './findings.ts';
import { stateBy } from './good-for.ts';
import type { LabelVerdict } from './labels/others.ts';
import { labelSaid } from './labels/said.ts';
import { ownAlarm } from './own-alarm.ts';
import { isOwnUnread } from './own-unread.ts';

/** What looks at the log came to, as it is kept, and as long as it is good for anything. */
export interface Verdicts {
  /** What the log says of this key of an account (SHA-256, hex); null where it was not asked yet. */
  readonly verdict: (accountId: string, keyHash: string | null) => LogVerdict | null;
  /** The same of this account's entry and label alone, whatever counts for every chat. */
  readonly verdictAlone: Verdicts['verdict'];
  /** What could not be looked at, where the verdict is `unavailable`; null where it is not. */
  readonly unchecked: (accountId: string, keyHash: string | null) => Unchecked | null;
  /** The own entry could not be read for days, though it was looked at: no key is said to agree. */
  readonly isUnread: () => boolean;
  /** What contradicts the use of this key of an account; null where nothing does. */
  readonly failure: (accountId: string, keyHash: string | null) => CheckFailure | null;
  /** What fails every check, the gravest first. */
  readonly failuresOfAll: () => readonly FailureOfAll[];
  /** The failure of the key that is in use of this account; null for none, and of the own one. */
  readonly failureInUse: (accountId: string) => CheckFailure | null;
  /** As `Context.withheld`. */
  readonly withheld: (accountId: string, keyHash: string | null) => Withheld | null;
  /**
   * Whether nothing may be encrypted for this account now: its key in use failed or is in doubt, or was not looked at yet. Where the log
   * cannot be looked at, nothing is withheld.
   */
  readonly isWithheld: (accountId: string) => boolean;
  /** Something else may hold for this account; null: for all. */
  readonly forget: (accountId: string | null) => void;
}

export interface VerdictOptions {
  readonly ownId: () => string | null;
  /** Of the pinned server, base64. */
  readonly serverKey: () => string | null;
  /** A key is in use that was not looked at. */
  readonly onUnlooked: (accountId: string) => void;
}

const mostKept = 10_000;

/** Over the database, the clock and what was compared; what is asked for with every message is held in memory until it is forgotten. */
export const createVerdicts = (
  context: Pick<Context, 'store' | 'clock' | 'verifiedKeyHash'>,
  { ownId, serverKey, onUnlooked }: VerdictOptions,
): Verdicts => {
  const { store, clock } = context;
  const known = new Map<string, boolean>();
  let isAll: boolean | null = null;

  const isBroken = (): boolean => {
    const server = serverKey();
    return server !== null && contradictionOfKeys(store.meta, server) !== null;
  };
  /** Somebody else stands in the person's name: to whoever it may be, and whichever keys the person makes. */
  const isOtherInName = (): boolean => {
    const own = ownId();
    if (own === null) return false;
    const row = store.keyEntries.get(own);
    const isOther = row !== null && (row.evidence !== null || row.state === 'contradicts');
    return isOther || ownAlarm(store.meta, own) !== null;
  };
  const ofAll = (): FailureOfAll | null => {
    if (isBroken()) return 'log';
    return isOtherInName() ? 'own_entry' : null;
  };
  /** The log contradicted itself in an epoch before, and did not say the key in the present one yet. */
  const isOfBefore = ({ epoch }: { readonly epoch: number }): boolean => {
    const server = serverKey();
    return server !== null && epoch < decidedOn(store.meta, server).log;
  };
  /** An epoch that does not account for the one before began since it agreed. */
  const isOutdated = ({ epoch }: { readonly epoch: number }): boolean => {
    const server = serverKey();
    const unexplained = server === null ? null : unexplainedEpoch(store.meta, server);
    return isOfBefore({ epoch }) || (unexplained !== null && epoch < unexplained);
  };
  const verdictOfLabel = (accountId: string, keyHash: string | null): LabelVerdict | null => {
    // How the owner of a key that the person compared was found counts no more.
    const verifiedKeyHash = context.verifiedKeyHash(accountId);
    const isAsked = accountId !== ownId() && !isComparedKey({ keyHash, verifiedKeyHash });
    return isAsked ? labelSaid(context, accountId) : null;
  };
  const failureAlone = (accountId: string, keyHash: string | null): 'entry' | 'label' | null => {
    const row = keyHash === null ? null : store.keyEntries.get(accountId);
    const isOfKey = row?.state === 'contradicts' && row.keyHash === keyHash;
    if (row && (row.evidence !== null || isOfKey)) return 'entry';
    return verdictOfLabel(accountId, keyHash) === 'contradicts' ? 'label' : null;
  };
  const failure: Verdicts['failure'] = (accountId, keyHash) =>
    ofAll() ?? failureAlone(accountId, keyHash);
  const verdictOfEntry: Verdicts['verdict'] = (accountId, keyHash) => {
    const row = keyHash === null ? null : store.keyEntries.get(accountId);
    if (!row) return null;
    const state = stateBy(row, clock.now());
    const isOpen = state === 'unavailable' && row.doubtedAt !== null;
    if (row.keyHash !== keyHash || isOpen) return null;
    return state === 'agrees' && isOutdated(row) ? 'unavailable' : state;
  };
  const verdictAlone: Verdicts['verdict'] = (accountId, keyHash) => {
    if (failureAlone(accountId, keyHash) !== null) return 'contradicts';
    const ofLabel = verdictOfLabel(accountId, keyHash);
    return ofLabel === 'unavailable' ? ofLabel : verdictOfEntry(accountId, keyHash);
  };
  const isUnread = (): boolean => {
    const own = ownId();
    return own !== null && isOwnUnread(store, own, clock.now());
  };
  const verdict: Verdicts['verdict'] = (accountId, keyHash) => {
    if (ofAll() !== null) return 'contradicts';
    const alone = verdictAlone(accountId, keyHash);
    return alone === 'agrees' && isUnread() ? 'unavailable' : alone;
  };
  /**
   * Whether the log proved something else than the use of this key, and not for long enough to be more than a doubt, or has to say it anew. Null where
   * this key was not looked at yet.
   */
  const doubt = (accountId: string, keyHash: string | null): boolean | null => {
    const row = keyHash === null ? null : store.keyEntries.get(accountId);
    return row?.keyHash === keyHash ? row.doubtedAt !== null || isOfBefore(row) : null;
  };
  const isInUseWithheld = (accountId: string): boolean => {
    const keyHash = keyHashInUse(store.keys, accountId);
    // What is not known yet has to be taken before it can be looked at.
    if (keyHash === null) return failure(accountId, null) !== null;
    if (failure(accountId, keyHash) !== null) return true;
    const isDoubted = doubt(accountId, keyHash);
    if (isDoubted === null) onUnlooked(accountId);
    return isDoubted ?? true;
  };

  return {
    withheld: (accountId, keyHash) =>
      failure(accountId, keyHash) ?? (doubt(accountId, keyHash) ? 'checking' : null),
    verdict,
    verdictAlone,
    unchecked: (accountId, keyHash) => {
      if (verdict(accountId, keyHash) !== 'unavailable') return null;
      if (verdictOfEntry(accountId, keyHash) === 'unavailable') return 'log';
      return verdictAlone(accountId, keyHash) === 'unavailable' ? 'label' : 'own_entry';
    },
    isUnread,
    failure,
    failuresOfAll: () => [
      ...(isBroken() ? (['log'] as const) : []),
      ...(isOtherInName() ? (['own_entry'] as const) : []),
    ],
    failureInUse: (accountId) => {
      if (accountId === ownId()) return null;
      return failure(accountId, keyHashInUse(store.keys, accountId));
    },
    isWithheld: (accountId) => {
      // Under the account's own key, which this device has itself: no log can put another in its place.
      if (accountId === ownId()) return false;
      isAll ??= ofAll() !== null;
      if (isAll) return true;
      let is = known.get(accountId);
      if (is === undefined) {
        is = isInUseWithheld(accountId);
        if (known.size >= mostKept) known.clear();
        known.set(accountId, is);
      }
      return is;
    },
    forget: (accountId) => {
      if (accountId === null) known.clear();
      else known.delete(accountId);
      isAll = null;
    },
  };
};
