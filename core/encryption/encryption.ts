import type { Sync } from '../../contract/content/schema.ts';
import { toEncryptionStatus } from '../../contract/encryption/status.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Context } from '../context.ts';
import { toKeyHash } from '../crypto/key-hash.ts';
import type { MessengerHandlers } from '../events.ts';
import type { KeyChanges } from '../people/key-changes.ts';
import type { PeopleRegisters } from '../people/registers.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { noChanges, publish } from '../publish.ts';
import type { Sealed } from '../sealed/sealed.ts';
import type { ChatRow } from '../store/types/chats.ts';
import type { SyncIn } from '../sync/types.ts';
import type { Trust } from '../trust.ts';
import { createAlarmTold } from './alarm-told.ts';
import { createChecks } from './checks.ts';
import { compareCode } from './code.ts';
import { ownDevices, theirDevices } from './devices.ts';
import { differenceIn, encryptionFacts } from './facts.ts';
import { keyEvents } from './key-events.ts';
import { comparedBefore, markedIn } from './marks.ts';
import { messageInfo } from './message-info.ts';
import { createOwnEncryption, type OwnEncryptionOptions } from './own.ts';
import { createOwnNumbers, toComparable } from './own-numbers.ts';

/** What can be said of the encryption of chats, and which keys the person compared. */
export interface Encryption {
  readonly handlers: MessengerHandlers['encryption'];
  /** A key of this account was taken, as its first or another one; after the commit. */
  readonly onIdentity: (accountId: string) => void;
  /** The log of keys has another verdict on this account's key; null: on everybody's. After the commit. */
  readonly onVerdict: (accountId: string | null) => void;
  /** A device of this account, which may be the own one, was met for the first time; after the commit. */
  readonly onDevice: (accountId: string) => void;
  /** The account has other keys itself, and so every number is another. */
  readonly onKeysReplaced: () => void;
  /** The connection came. */
  readonly onUp: () => void;
  readonly sync: SyncIn;
  readonly close: Unsubscribe;
}

const accountsPerPage = 500;

/** Over the database and what is trusted. */
export const createEncryption = (
  context: Context,
  options: {
    readonly account: OwnEncryptionOptions['account'];
    readonly trust: Pick<Trust, 'marks' | 'keyLog'>;
    readonly registers: Pick<PeopleRegisters, 'onChanged'>;
    readonly ownDevices: OwnEncryptionOptions['ownDevices'];
    readonly stock: OwnEncryptionOptions['stock'];
    readonly sealed: Pick<Sealed, 'sendingTo'>;
    readonly keyChanges: Pick<KeyChanges, 'look' | 'acceptCompared' | 'onChecked'>;
    /** As of `createAlarmTold`. */
    readonly tellOthers: (word: Sync) => (() => void) | null;
  },
): Encryption => {
  const { store } = context;
  const { account, keyChanges, trust } = options;
  const { marks, keyLog } = trust;
  const numbers = createOwnNumbers(context, account);

  const chatWith = (accountId: string): ChatRow => {
    const chat = store.chats.byPeer(accountId);
    if (!chat) throw new CodedError('not_found');
    return chat;
  };
  const contactPages = function* (): Generator<readonly string[]> {
    let after: string | null = null;
    for (;;) {
      const page: readonly string[] = store.contacts.accepted(after, accountsPerPage);
      yield page;
      after = page.at(-1) ?? null;
      if (page.length < accountsPerPage) return;
    }
  };
  const tell = (accountIds: readonly string[]): void => {
    const changes = noChanges();
    for (const accountId of accountIds) {
      changes.encryption.add(accountId);
      const chat = store.chats.byPeer(accountId);
      if (chat) changes.chatIds.add(chat.chatId);
    }
    publish(context, changes);
  };
  const tellAll = (): void => {
    for (const page of contactPages()) tell(page);
  };
  const checks = createChecks(context, { account, keyLog, look: keyChanges.look });
  const told = createAlarmTold(context, { account, keyLog, tellOthers: options.tellOthers });
  const tellAlarm = (): void => {
    checks.tellWindow();
    told.changed();
  };
  const stop = options.registers.onChanged((keys) => {
    const marked = markedIn(keys);
    if (marked.length > 0) tell(marked);
    keyLog.onCompared(marked);
  });

  /** The person compared this very key: the one in use, or the one that is offered. */
  const compared = async (accountId: string, keyHash: string): Promise<void> => {
    const { identityKey } = chatWith(accountId);
    const offered = numbers.offered(accountId);
    if (!identityKey && !offered) throw new CodedError('not_found');
    if (!account.ready()) throw new CodedError('not_registered');
    if (identityKey && toKeyHash(identityKey) === keyHash)
      store.transaction(() => marks.set(accountId, keyHash));
    else if (offered?.keyHash === keyHash) await keyChanges.acceptCompared(accountId, keyHash);
    else throw new CodedError('keys_changed_again');
  };

  /** The person compared this very key, and it was another on the other side. */
  const differed = (accountId: string, keyHash: string): void => {
    const [inUse, offered] = [numbers.inUse(accountId), numbers.offered(accountId)];
    if (!inUse && !offered) throw new CodedError('not_found');
    if (![inUse?.keyHash, offered?.keyHash].includes(keyHash))
      throw new CodedError('keys_changed_again');
    store.transaction(() => marks.setDiffering(accountId, keyHash));
  };

  return {
    handlers: {
      ...createOwnEncryption(context, { ...options, keyLog }),
      get: async ({ accountId }) => {
        const chat = chatWith(accountId);
        const facts = encryptionFacts(context, chat);
        const status = toEncryptionStatus(facts);
        const verified = status.isVerified ? marks.author(accountId) : null;
        return {
          status,
          verified,
          differs: differenceIn(context, chat),
          comparedBefore: status.isVerified ? null : comparedBefore(marks, store.keys, accountId),
          key: toComparable(numbers.inUse(accountId)),
          offered: chat.contact.blocked ? null : toComparable(numbers.offered(accountId)),
          check: checks.ofChat(accountId, facts.keyHash),
          sending: options.sealed.sendingTo(accountId),
          ownDevices: ownDevices(store.keys, account.ready()?.accountId, options.ownDevices()),
          theirDevices: theirDevices(store.keys, accountId),
          events: keyEvents(store, accountId, marks.history(accountId)),
        };
      },
      sessions: async ({ accountId }) => {
        chatWith(accountId);
        return { sessions: [...store.keys.seenSessions(accountId)] };
      },
      message: async (asked) => messageInfo(context, options, asked),
      verify: async ({ accountId, keyHash }) => {
        await compared(accountId, keyHash);
        return {};
      },
      unverify: async ({ accountId }) => {
        store.transaction(() => marks.remove(accountId));
        return {};
      },
      differ: async ({ accountId, keyHash }) => {
        chatWith(accountId);
        differed(accountId, keyHash);
        return {};
      },
      undoDiffer: async ({ accountId }) => {
        store.transaction(() => marks.removeDiffering(accountId));
        return {};
      },
      scan: async ({ accountId, scanned }) => {
        chatWith(accountId);
        const offered = numbers.offered(accountId);
        const inUse = numbers.inUse(accountId);
        if (!offered && !inUse) throw new CodedError('not_found');
        // What is no code is none for either.
        const [first, second] = offered && inUse ? [offered, inUse] : [offered ?? inUse, null];
        const result = first ? compareCode(first.number.scannable, scanned) : 'not_a_code';
        if (result === 'same' && first) await compared(accountId, first.keyHash);
        if (result !== 'different' || !second) return { result };
        if (compareCode(second.number.scannable, scanned) !== 'same') return { result };
        await compared(accountId, second.keyHash);
        return { result: 'same_in_use' };
      },
      ...checks.handlers,
    },
    onVerdict: (accountId) => {
      if (accountId === null) tellAll();
      else tell([accountId]);
      tellAlarm();
      keyChanges.onChecked(accountId);
    },
    onDevice: (accountId) => {
      keyLog.onIdentity(accountId);
      if (accountId === account.ready()?.accountId) context.emit('encryption.ownChanged', {});
      else context.emit('encryption.changed', { accountId });
    },
    onIdentity: (accountId) => {
      keyLog.onIdentity(accountId);
      // Other changes of the chat are told by whoever made them.
      if (marks.keyHash(accountId) === null) context.emit('encryption.changed', { accountId });
      else tell([accountId]);
    },
    onKeysReplaced: () => {
      const own = account.ready()?.accountId;
      if (own !== undefined) keyLog.onIdentity(own);
      tellAlarm();
      for (const page of contactPages())
        for (const accountId of page) context.emit('encryption.changed', { accountId });
    },
    // What was found before a crash, or as the app was closed, is told still.
    onUp: told.changed,
    sync: told.sync,
    close: stop,
  };
};
