import { isOfAll } from '../../contract/encryption/status.ts';
import type { KeyChecks, OwnEncryption } from '../../contract/ipc/encryption/own.ts';
import type { Account } from '../account/account.ts';
import type { KeyStock } from '../account/key-stock.ts';
import type { Context } from '../context.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { keyHashInUse, ownIdentityKey, toKeyHash } from '../crypto/key-hash.ts';
import type { MessengerHandlers } from '../events.ts';
import { provedAt } from '../key-log/evidence.ts';
import { findingsOf } from '../key-log/findings.ts';
import { stateBy } from '../key-log/good-for.ts';
import type { KeyLog } from '../key-log/key-log.ts';
import { loadLastRun } from '../key-log/last-run.ts';
import { ownAlarm } from '../key-log/own-alarm.ts';
import type { KeyEntryRow } from '../store/types/key-entries.ts';
import { type ListedOwnDevice, ownDevices } from './devices.ts';
import { ownDigits } from './safety-number.ts';

export interface OwnEncryptionOptions {
  readonly account: Pick<Account, 'ready' | 'pin'>;
  readonly ownDevices: () => readonly ListedOwnDevice[];
  readonly stock: Pick<KeyStock, 'count' | 'state'>;
  readonly keyLog: Pick<KeyLog, 'verdictAlone' | 'failure' | 'checkNow' | 'isRunning'>;
}

const mostCounted = 10_000;

/** What stands open is not told yet: it may only be too new. */
const toState = (row: KeyEntryRow | null, now: number): KeyChecks['own']['state'] => {
  if (row === null) return null;
  if (row.evidence !== null) return 'contradicts';
  const state = stateBy(row, now);
  return state === 'unavailable' && row.doubtedAt !== null ? null : state;
};

/** What can be said of the account's own keys, all of it from the keys, the database and what the server answered. */
export const createOwnEncryption = (
  { store, clock }: Context,
  { account, ownDevices: listed, stock, keyLog }: OwnEncryptionOptions,
): Pick<MessengerHandlers['encryption'], 'own' | 'countKeys' | 'checkNow'> => {
  const key = (): OwnEncryption['key'] => {
    const ready = account.ready();
    const identityKey = ownIdentityKey(store.keys);
    if (!ready || !identityKey) return null;
    const bytes = identityKey.serialize();
    return {
      keyHash: toKeyHash(bytes),
      publicKey: toBase64(bytes),
      digits: ownDigits({ accountId: ready.accountId, identityKey }),
    };
  };

  const others = (): KeyChecks['others'] => {
    const counts = { agrees: 0, unavailable: 0, contradicts: 0, waiting: 0 };
    const own = account.ready()?.accountId;
    for (const accountId of store.keyEntries.all(mostCounted)) {
      const keyHash = keyHashInUse(store.keys, accountId);
      if (keyHash === null || accountId === own) continue;
      // What counts for every chat is told apart: it says nothing of their keys.
      counts[keyLog.verdictAlone(accountId, keyHash) ?? 'waiting'] += 1;
    }
    return counts;
  };

  const foundAt = (own: string | undefined, serverKey: string | null): number | null => {
    const ofLog = serverKey === null ? [] : findingsOf(store.meta, serverKey);
    const ofOwn = own === undefined ? null : provedAt(store.meta, [own]);
    const times = [...ofLog.map((finding) => finding.foundAt ?? null), ofOwn];
    const known = times.filter((at) => at !== null);
    return known.length === 0 ? null : Math.min(...known);
  };

  const checks = (): KeyChecks => {
    const own = account.ready()?.accountId;
    const serverKey = account.pin()?.publicKey ?? null;
    const row = own === undefined ? null : store.keyEntries.get(own);
    // Whichever keys the account has by now.
    const isOther = own !== undefined && ownAlarm(store.meta, own) !== null;
    const withheld = own === undefined ? null : keyLog.failure(own, null);
    return {
      running: keyLog.isRunning(),
      ...loadLastRun({ store }, serverKey),
      own: {
        state: isOther ? 'contradicts' : toState(row, clock.now()),
        version: row?.version ?? 0,
        agreedAt: row?.checkedAt ?? null,
      },
      others: others(),
      // Of the own account nothing else can fail.
      withheld: isOfAll(withheld) ? withheld : null,
      foundAt: foundAt(own, serverKey),
    };
  };

  const own = (): OwnEncryption => ({
    key: key(),
    devices: ownDevices(store.keys, account.ready()?.accountId, listed()),
    stock: stock.state(),
    checks: checks(),
  });
  return {
    own: async () => own(),
    countKeys: async () => {
      await stock.count();
      return own();
    },
    checkNow: async () => {
      await keyLog.checkNow();
      return own();
    },
  };
};
