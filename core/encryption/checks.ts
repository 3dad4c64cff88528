import { CodedError } from '../../contract/errors/coded-error.ts';
import type { AlarmBy, KeyAlarms } from '../../contract/ipc/encryption/alarms.ts';
import type { ChatEncryption } from '../../contract/ipc/encryption/chat.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { keyHashInUse } from '../crypto/key-hash.ts';
import type { MessengerHandlers } from '../events.ts';
import { provedAt, toKeyEvidenceFile } from '../key-log/evidence.ts';
import { contradictionOfKeys, unreadEpoch, unreadLabelKey } from '../key-log/findings.ts';
import type { KeyLog } from '../key-log/key-log.ts';
import { ownAlarm } from '../key-log/own-alarm.ts';
import { createTeller } from '../key-log/teller.ts';

/** What the log of keys came to, for the window. */
export interface Checks {
  readonly handlers: Pick<
    MessengerHandlers['encryption'],
    'check' | 'exportEvidence' | 'alarms' | 'goOn'
  >;
  /** Of the key in use (SHA-256, hex); null for none. */
  readonly ofChat: (accountId: string, keyHash: string | null) => ChatEncryption['check'];
  /** Tells what counts for every chat, when that is something else than before. */
  readonly tellWindow: () => void;
}

/** Over what `keyLog` found; `look` asks which keys the server shows. */
export const createChecks = (
  context: Context,
  options: {
    readonly account: Pick<Account, 'ready' | 'pin'>;
    readonly keyLog: Pick<
      KeyLog,
      | 'verdict'
      | 'unchecked'
      | 'withheld'
      | 'lookNow'
      | 'failuresOfAll'
      | 'labelFound'
      | 'endOf'
      | 'asRead'
      | 'goOn'
    >;
    readonly look: (accountId: string) => Promise<void>;
  },
): Checks => {
  const { store } = context;
  const { account, keyLog } = options;

  const foundAt = (by: ChatEncryption['check']['withheld'], accountId: string): number | null => {
    const [own, pin] = [account.ready(), account.pin()];
    if (by === 'log')
      return (pin && contradictionOfKeys(store.meta, pin.publicKey)?.foundAt) ?? null;
    if (by === 'own_entry' && own)
      return ownAlarm(store.meta, own.accountId)?.foundAt ?? provedAt(store.meta, [own.accountId]);
    return by === 'entry' || by === 'label' ? provedAt(store.meta, [accountId]) : null;
  };
  const alarms = (): KeyAlarms => {
    const [own, pin] = [account.ready()?.accountId, account.pin()?.publicKey];
    if (own === undefined) return { alarms: [] };
    type Found = { readonly foundAt: number | null } | null | undefined;
    const found: readonly (readonly [AlarmBy, Found])[] = [
      ...keyLog.failuresOfAll().map((by) => [by, { foundAt: foundAt(by, own) }] as const),
      ['own_label', keyLog.labelFound(own)],
      ['epoch', pin === undefined ? null : unreadEpoch(store.meta, pin)],
      ['label_key', pin === undefined ? null : unreadLabelKey(store.meta, pin)],
    ];
    return {
      alarms: found.flatMap(([by, one]) =>
        one ? [{ by, foundAt: one.foundAt, end: keyLog.endOf(by) }] : [],
      ),
    };
  };
  const isRaised = (by: AlarmBy): boolean => alarms().alarms.some((one) => one.by === by);

  return {
    handlers: {
      check: async ({ accountId }) => {
        if (!store.chats.byPeer(accountId)) throw new CodedError('not_found');
        await keyLog.lookNow(accountId);
        await options.look(accountId);
        const keyHash = keyHashInUse(store.keys, accountId);
        const withheld = keyLog.withheld(accountId, keyHash);
        if (withheld !== null) return { result: withheld === 'checking' ? 'checking' : 'failed' };
        const verdict = keyLog.verdict(accountId, keyHash);
        return { result: verdict === 'agrees' ? 'agrees' : 'unavailable' };
      },
      exportEvidence: async ({ accountId }) => {
        const [own, pin] = [account.ready(), account.pin()];
        if (!own || !pin) throw new CodedError('not_registered');
        return toKeyEvidenceFile(store.meta, {
          serverKey: pin.publicKey,
          ownAccountId: own.accountId,
          accountId: accountId ?? own.accountId,
          now: context.clock.now(),
        });
      },
      alarms: async () => alarms(),
      goOn: async ({ by, number }) => {
        const own = account.ready();
        if (!own) throw new CodedError('not_registered');
        if (number !== own.number) throw new CodedError('number_invalid');
        if (!isRaised(by)) throw new CodedError('not_found');
        // What they go on with is what they read and what is there now, and not what was there when it was looked at last.
        const read = keyLog.asRead();
        await keyLog.lookNow(own.accountId);
        if (!isRaised(by)) return alarms();
        keyLog.goOn(by, read);
        return alarms();
      },
    },
    ofChat: (accountId, keyHash) => {
      const withheld = keyLog.withheld(accountId, keyHash);
      const row = keyHash === null ? null : store.keyEntries.get(accountId);
      const isOfKey = row?.keyHash === keyHash && row?.state === 'agrees';
      return {
        withheld,
        unchecked: keyLog.unchecked(accountId, keyHash),
        foundAt: foundAt(withheld, accountId),
        stays: withheld === 'entry' && store.keyEntries.get(accountId)?.evidence != null,
        agreedAt: isOfKey ? (row?.checkedAt ?? null) : null,
      };
    },
    tellWindow: createTeller(
      () => JSON.stringify(alarms()),
      () => context.emit('encryption.alarmsChanged', alarms()),
      JSON.stringify({ alarms: [] }),
    ),
  };
};
