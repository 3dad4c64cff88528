import type { Sync } from '../../contract/content/schema.ts';
import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { Link } from '../connection/link.ts';
import type { Context } from '../context.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import { fromHex, toHex } from '../crypto/key-hash.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { noChanges, publish } from '../publish.ts';
import { meetPeer } from '../sync/heard.ts';
import { toToldPeer } from '../sync/telling.ts';
import type { SyncIn, SyncOut } from '../sync/types.ts';
import type { Trust } from '../trust.ts';

/** What becomes of changed identity keys: the decisions of the person, here and on other devices, and of the server. */
export interface KeyChanges {
  readonly handlers: Pick<MessengerHandlers['people'], 'acceptKeys'>;
  /** The person compared the key that is shown (SHA-256, hex): it is accepted and marked in one. Rejects as `acceptKeys` does. */
  readonly acceptCompared: (accountId: string, keyHash: string) => Promise<void>;
  readonly onUp: () => void;
  /** Another thing is said of this account's key; null: of everybody's. What waited for that may go. */
  readonly onChecked: (accountId: string | null) => void;
  /** Asks now what the server shows for this account; what cannot be asked is asked later. */
  readonly look: (accountId: string) => Promise<void>;
  readonly sync: SyncIn;
  readonly close: () => void;
}

type Question = Extract<Sync, { what: 'keys_in_question' }>;

/** Each look costs the other side a one-time key at most. */
const lookAgainMs = 60_000;
const lookEveryMs = 600_000;
const mostLooks = 20;

/** Over what is kept of changed keys. */
export const createKeyChanges = (
  context: Context,
  options: {
    readonly inbox: Pick<Inbox, 'acceptKey'>;
    readonly outbox: Pick<Outbox, 'resume'>;
    readonly sessions: Pick<SessionWork, 'begin'>;
    readonly link: Pick<Link, 'isUp'>;
    readonly syncOut: SyncOut;
    readonly trust: Pick<Trust, 'changed' | 'marks' | 'keyLog' | 'isMistaken'>;
  },
): KeyChanges => {
  const { store, clock } = context;
  const { inbox, link, syncOut } = options;
  const { changed, marks, keyLog, isMistaken } = options.trust;
  const lookedAt = new Map<string, number>();
  let working = false;
  let again = false;
  let closed = false;
  let stopTimer: Unsubscribe = () => undefined;

  const carryOut = async (): Promise<void> => {
    for (const { accountId, keyHash } of changed.toCarryOut())
      await inbox.acceptKey(accountId, keyHash, () => []);
  };

  /** Asks what the server shows by now: where it is the known key again, all goes on with it. */
  const look = async (accountId: string): Promise<void> => {
    lookedAt.set(accountId, clock.now());
    const [deviceId] = store.keys.sessionDevices(accountId);
    try {
      await options.sessions.begin(accountId, deviceId === undefined ? undefined : [deviceId]);
      options.outbox.resume(accountId);
    } catch (error) {
      if (!isCodedError(error)) throw error;
    }
  };
  const isDue = (accountId: string): boolean => {
    const at = lookedAt.get(accountId);
    return at === undefined || clock.now() - at >= lookAgainMs;
  };
  /** Somebody's key failed, and something waits for it to be another. */
  const failing = (): readonly string[] =>
    store.outbox.recipients().filter((accountId) => keyLog.failureInUse(accountId) === 'entry');
  /** The log came to say something else than a key that it had said: its owner may have another one. */
  const doubted = new Set<string>();
  const doubting = (): readonly string[] => {
    for (const accountId of doubted) {
      const row = store.keyEntries.get(accountId);
      const isOpen = row?.doubtedAt != null || row?.state === 'contradicts';
      if (!isOpen || changed.isUndecided(accountId)) doubted.delete(accountId);
    }
    return [...doubted];
  };
  const noteDoubt = (accountId: string): void => {
    const row = store.keyEntries.get(accountId);
    if (row && row.version > 0 && row.doubtedAt !== null) doubted.add(accountId);
  };
  const inQuestion = (): readonly string[] => [
    ...new Set([...changed.undecided(), ...failing(), ...doubting()]),
  ];
  /** Where a key that should never have been taken is shown to be another one, that one is taken; it is checked before it is used. */
  const correct = async (): Promise<void> => {
    for (const accountId of changed.undecided()) {
      const shown = store.keyChanges.get(accountId);
      if (shown?.identityKey && isMistaken(accountId))
        await inbox.acceptKey(accountId, shown.keyHash, () => [], 'identity_corrected');
    }
  };
  const lookAround = async (): Promise<void> => {
    for (const accountId of inQuestion().filter(isDue).slice(0, mostLooks))
      if (!closed && link.isUp()) await look(accountId);
  };

  /** With whom the question was told of, so that a device which never met them does not take what is in question for theirs. */
  let told = new Set<string>();
  const questions = (): readonly Question[] =>
    changed.inQuestion().map(({ accountId: of, known }) => ({
      what: 'keys_in_question',
      of,
      known: toBase64(known),
      at: clock.now(),
      peer: toToldPeer(context, of),
    }));
  const tellOthers = (): void => {
    if (!syncOut.hasOthers()) return;
    const all = questions();
    const untold = all.filter(({ of, known }) => !told.has(of + known));
    told = new Set(all.map(({ of, known }) => of + known));
    if (untold.length > 0) syncOut.committed(store.transaction(() => syncOut.write(untold)));
  };

  /** Until nothing came meanwhile: whoever wakes it after that begins anew. */
  const work = async (): Promise<void> => {
    try {
      do {
        again = false;
        tellOthers();
        await carryOut();
        await lookAround();
        await correct();
      } while (again && !closed);
    } finally {
      working = false;
      if (!closed && inQuestion().length > 0) stopTimer = clock.after(lookEveryMs, wake);
    }
  };
  const wake = (): void => {
    if (closed || !link.isUp()) return;
    if (working) {
      again = true;
      return;
    }
    working = true;
    stopTimer();
    work().catch((error: unknown) => context.onUnexpected('changed keys', error));
  };

  /** While the person is asked about another key the log need not say the one in use any more; before and after that it does. */
  let asked = new Set(changed.undecided());
  const stopListening = changed.listen(() => {
    const now = new Set(changed.undecided());
    const others = [...asked, ...now].filter((one) => !(asked.has(one) && now.has(one)));
    asked = now;
    for (const accountId of others) keyLog.onIdentity(accountId);
    wake();
  });
  let heard = new Set<string>();
  /** Another device told that their key is in question: what the server shows is asked for anew. */
  let met = new Set<string>();
  /** A device joined, which was told nothing yet. */
  let isNewThere = false;
  const lookAt = async (accountIds: readonly string[]): Promise<void> => {
    try {
      for (const accountId of accountIds) if (!closed && link.isUp()) await look(accountId);
      if (accountIds.length > 0) wake();
    } catch (error) {
      context.onUnexpected('changed keys', error);
    }
  };

  const accept = (accountId: string, keyHash: string, isCompared: boolean): Promise<void> =>
    inbox.acceptKey(accountId, keyHash, () => {
      marks.accepting(accountId, toHex(keyHash));
      if (isCompared) marks.set(accountId, toHex(keyHash));
      return syncOut.write([{ what: 'keys_accepted', of: accountId, keyHash, at: clock.now() }]);
    });

  return {
    handlers: {
      acceptKeys: async ({ accountId, keyHash }) => {
        await accept(accountId, keyHash, false);
        return {};
      },
    },
    acceptCompared: (accountId, keyHash) => accept(accountId, fromHex(keyHash), true),
    onChecked: (accountId) => {
      options.outbox.resume(accountId);
      if (accountId !== null) noteDoubt(accountId);
      wake();
    },
    look: async (accountId) => {
      await look(accountId);
      wake();
    },
    onUp: () => {
      // Another connection, perhaps another answer.
      lookedAt.clear();
      wake();
    },
    sync: {
      toRepeat: questions,
      heard: (sync) => {
        if (sync.what === 'linked') isNewThere = true;
        else if (sync.what === 'keys_in_question') {
          if (!changed.inQuestionElsewhere(sync.of, fromBase64(sync.known))) return;
          meetPeer(context, sync.of, sync.peer);
          heard.add(sync.of);
          met.add(sync.of);
        } else if (sync.what === 'keys_accepted') {
          changed.acceptedElsewhere(sync.of, sync.keyHash);
          heard.add(sync.of);
        }
      },
      committed: () => {
        if (isNewThere) {
          isNewThere = false;
          told.clear();
          wake();
        }
        if (heard.size === 0) return;
        for (const accountId of met) options.trust.keyLog.onIdentity(accountId);
        const toAsk = [...met];
        met = new Set();
        void lookAt(toAsk);
        const changes = noChanges();
        for (const accountId of heard) {
          changes.encryption.add(accountId);
          const chat = store.chats.byPeer(accountId);
          if (chat) changes.chatIds.add(chat.chatId);
        }
        heard = new Set();
        publish(context, changes);
        wake();
      },
    },
    close: () => {
      closed = true;
      stopListening();
      stopTimer();
    },
  };
};
