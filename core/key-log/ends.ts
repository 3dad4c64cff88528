import { CodedError } from '../../contract/errors/coded-error.ts';
import type { AlarmBy, AlarmEnd } from '../../contract/ipc/encryption/alarms.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { ownIdentityKey, toKeyHash } from '../crypto/key-hash.ts';
import { knownIdentity, seenHeads } from '../log/follow.ts';
import { isSince } from '../platform/noted-times.ts';
import type { KeyLabelRow } from '../store/types/key-labels.ts';
import { decide, decideOnLabelKeys } from './decided.ts';
import { contradictionOfKeys, otherLabelKeys, unexplainedEpoch } from './findings.ts';
import { sayAgain } from './labels/rows.ts';
import { loadLastRun } from './last-run.ts';
import { endOwnAlarm, type OwnAnew, ownAlarm } from './own-alarm.ts';
import { endOwnDoubt } from './own-doubt.ts';
import { beginOwnAnew } from './own-first.ts';

/** What there was when the person said that they go on: what came since they did not read. */
export interface AsRead {
  /** When they said so, by this computer's clock. */
  readonly at: number;
  /** The newest epoch that does not account for the one before; 0: none. */
  readonly epoch: number;
  /** Keys by which labels are made but the first, base64. */
  readonly labelKeys: readonly string[];
}

/**
 * How an alarm of the log of keys can come to its end on this device: never before there is a clean beginning, and by itself only where the own entry
 * says what it should again, in the epoch and under the key in which it did not, and where nobody else stood in it.
 */
export interface Ends {
  /** What has to be before the person can go on. */
  readonly of: (by: AlarmBy) => AlarmEnd;
  /** What there is now. */
  readonly asRead: () => AsRead;
  /**
   * The person goes on with what they read, by what was looked at since they said so. Evidence stays. Throws `alarm_not_over` where something has to
   * be first, `unavailable` where nothing was looked at since.
   */
  readonly goOn: (by: AlarmBy, read: AsRead) => void;
}

/** Who goes on with what they read, and when. */
interface GoingOn extends AsRead {
  readonly accountId: string;
  readonly serverKey: string;
  readonly now: number;
}

/** Throws `unavailable` where it was not looked at since they said so. */
const mustBeLookedAt = (
  lookedAt: number | null,
  { at, now }: Pick<GoingOn, 'at' | 'now'>,
): void => {
  if (!isSince(lookedAt, at, now)) throw new CodedError('unavailable');
};

/** Over what is kept of the log and of the own entry. */
export const createEnds = (context: Context, account: Pick<Account, 'ready' | 'pin'>): Ends => {
  const { store, clock } = context;
  const { meta } = store;

  const presentEpoch = (): number | null => {
    const pin = account.pin();
    const log = pin && knownIdentity(context, pin.publicKey, 'keys');
    return (log && seenHeads(context, log).at(-1)?.epoch) ?? null;
  };
  const presentKey = (): string | null => {
    const key = ownIdentityKey(store.keys);
    return key && toKeyHash(key.serialize());
  };
  /** The own entry as the person can go on with it; otherwise what it wants for. */
  const ownSince = (accountId: string): OwnAnew | 'new_keys' | 'look' => {
    const alarm = ownAlarm(meta, accountId);
    const keyHash = presentKey();
    if (alarm === null) return 'new_keys';
    const { anew } = alarm;
    if (anew?.keyHash === keyHash && anew.epoch === presentEpoch()) return anew;
    return alarm.keyHash === keyHash ? 'new_keys' : 'look';
  };
  /** The own number or username as they contradict, each of which says what it should by now; otherwise what they want for. */
  const labelsSince = (accountId: string): readonly KeyLabelRow[] | 'look' => {
    const rows = store.keyLabels.of(accountId).filter(({ state }) => state === 'contradicts');
    return sayAgain(rows) ? rows : 'look';
  };
  /** When the log was read last; null where it could not be. */
  const readAt = (serverKey: string): number | null => {
    const { last } = loadLastRun(context, serverKey);
    return last?.came === 'read' ? last.at : null;
  };
  /** The epoch with which the person can go on; otherwise what the log wants for. */
  const logSince = (serverKey: string): number | 'new_epoch' | 'never' => {
    const { epoch } = contradictionOfKeys(meta, serverKey) ?? { epoch: 0 };
    if (epoch === Number.POSITIVE_INFINITY) return 'never';
    const present = presentEpoch() ?? 0;
    return present > epoch ? present : 'new_epoch';
  };

  const goOnWithOwnLabel = ({ accountId, ...going }: GoingOn): void => {
    const rows = labelsSince(accountId);
    if (rows === 'look') throw new CodedError('alarm_not_over');
    for (const { checkedAt } of rows) mustBeLookedAt(checkedAt, going);
    const ended = { doubtedAt: null, foundAt: null, lastFoundAt: null, proved: false };
    for (const row of rows) store.keyLabels.save({ ...row, ...ended, state: 'agrees' });
  };
  const goOnWithLabelKeys = (going: GoingOn): void => {
    const { serverKey, labelKeys, now } = going;
    mustBeLookedAt(readAt(serverKey), going);
    decideOnLabelKeys(meta, serverKey, labelKeys, now);
  };
  const goOnWithLog =
    (by: 'log' | 'epoch') =>
    (going: GoingOn): void => {
      const { serverKey, now } = going;
      const epoch = by === 'log' ? logSince(serverKey) : going.epoch;
      if (typeof epoch === 'string') throw new CodedError('alarm_not_over');
      mustBeLookedAt(readAt(serverKey), going);
      decide(meta, serverKey, { by, epoch, at: now });
    };
  const goOnWithOwnEntry = ({ accountId, ...going }: GoingOn): void => {
    const anew = ownSince(accountId);
    if (typeof anew === 'string') throw new CodedError('alarm_not_over');
    mustBeLookedAt(anew.checkedAt, going);
    const { now } = going;
    const { chain, mark, ...seen } = anew;
    store.keyEntries.save({
      ...seen,
      accountId,
      chain: fromBase64(chain),
      state: 'agrees',
      checkedAt: now,
      lookedAt: now,
      doubtedAt: null,
      evidence: null,
      // What stands before it is what the person left behind.
      mark: mark ?? { position: seen.position, version: seen.version, since: now },
    });
    const { version, keyHash } = seen;
    beginOwnAnew(meta, { accountId, version, keyHash });
    endOwnDoubt(meta);
    endOwnAlarm(meta);
  };
  /** Each inside a transaction. */
  const goOnAfter: Readonly<Record<AlarmBy, (going: GoingOn) => void>> = {
    own_entry: goOnWithOwnEntry,
    own_label: goOnWithOwnLabel,
    log: goOnWithLog('log'),
    epoch: goOnWithLog('epoch'),
    label_key: goOnWithLabelKeys,
  };

  return {
    of: (by) => {
      const [own, pin] = [account.ready(), account.pin()];
      if (!own || !pin) return 'never';
      if (by === 'epoch' || by === 'label_key') return 'ready';
      if (by === 'own_label') return labelsSince(own.accountId) === 'look' ? 'look' : 'ready';
      const since = by === 'log' ? logSince(pin.publicKey) : ownSince(own.accountId);
      return typeof since === 'string' ? since : 'ready';
    },
    asRead: () => {
      const server = account.pin()?.publicKey;
      return {
        at: clock.now(),
        epoch: (server && unexplainedEpoch(meta, server)) || 0,
        labelKeys: server ? otherLabelKeys(meta, server) : [],
      };
    },
    goOn: (by, read) => {
      const [own, pin] = [account.ready(), account.pin()];
      if (!own || !pin) throw new CodedError('not_registered');
      const going = {
        ...read,
        accountId: own.accountId,
        serverKey: pin.publicKey,
        now: clock.now(),
      };
      store.transaction(() => goOnAfter[by](going));
    },
  };
};
