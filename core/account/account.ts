import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import type { AccountState, SignedOutWhy } from '../../contract/ipc/account.ts';
import { type Api, createApi } from '../connection/api.ts';
import { keyFingerprint, parseServerUrl, proveServer } from '../connection/server-key.ts';
import type { Context } from '../context.ts';
import { saveSyncKey, syncKeyBytes } from '../devices/sync-key.ts';
import type { MessengerHandlers } from '../events.ts';
import type { Exclusive } from '../platform/exclusive.ts';
import type { Unsubscribe } from '../platform/types.ts';
import { makeAccountKeys } from './own-keys.ts';
import { toPhoneNumber } from './phone-number.ts';
import {
  loadAccount,
  loadServer,
  type ReadyAccount,
  type ServerPin,
  type StoredAccount,
  saveAccount,
  saveServer,
  toAccountState,
} from './stored.ts';
import { forgetUnlinked, loadUnlinked } from './unlinked.ts';

/** Registration and the person's own account. */
export interface Account {
  readonly handlers: MessengerHandlers['account'];
  readonly stored: () => StoredAccount;
  readonly ready: () => ReadyAccount | null;
  readonly pin: () => ServerPin | null;
  /**
   * The server with this device's credentials, which leave over a proven connection only. `signal` gives up what is asked.
   * Throws `not_registered`.
   */
  readonly api: (signal?: AbortSignal) => Api;
  /** Has the server prove its key once more and asks whether it knows this device. Rejects with what it says. */
  readonly confirm: () => Promise<void>;
  /** The server does not know this device any more, or its keys are lost. */
  readonly signOut: (reason: SignedOutWhy) => void;
  /** Another device of the account had this one removed with all that is here. */
  readonly leave: () => void;
  /** The pinned server answers at another address. */
  readonly moved: (url: string) => void;
  readonly setFindable: (findableByNumber: boolean) => Promise<void>;
  /**
   * Asks the server whether the account is found by its number: another device may have said so. What is set here meanwhile stands.
   */
  readonly learnFindable: () => Promise<void>;
  /** The same for the account's username. */
  readonly learnUsername: () => Promise<void>;
  /**
   * Has the pinned server, or the default one, which is then pinned, prove its key; before there is an account. Gives where it
   * did. Throws `bad_request` when there is an account.
   */
  readonly settleServer: () => Promise<ServerPin>;
  /** This device was added to an account; `also` is done in the same transaction. */
  readonly join: (joined: ReadyAccount, also: () => void) => void;
  /** Told when an account came, went, or has another server key: connect, or not, accordingly. */
  readonly onChanged: (listener: () => void) => Unsubscribe;
}

export interface AccountOptions {
  readonly defaultServerUrl: string | null;
  readonly exclusive: Exclusive;
  /** Resolves with the address at which the server proved its key when the connection there stands. */
  readonly whenProven: () => Promise<string>;
  /** Called before the keys of a new account take the place of old ones, and after an account was removed. Inside a transaction. */
  readonly onKeysReplaced: () => void;
  /** The number's former account is gone, and what it had set cannot be had. Inside a transaction; gives what follows its commit. */
  readonly onFormerGone: () => () => void;
  /** Removes everything that was kept of a removed account. Inside a transaction. */
  readonly onRemoved: () => void;
}

/** The account over the database. */
export const createAccount = (context: Context, options: AccountOptions): Account => {
  const { store, clock, random, network } = context;
  let account = loadAccount(store.meta);
  let pin = loadServer(store.meta);

  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };

  const state = (): AccountState => {
    const shown = toAccountState(account, pin, options.defaultServerUrl);
    const unlinked = shown.phase === 'new' ? loadUnlinked(store.meta) : null;
    return unlinked && shown.phase === 'new' ? { ...shown, unlinked } : shown;
  };
  const tell = (): AccountState => {
    const now = state();
    context.emit('account.changed', now);
    return now;
  };
  /** `also` is done in the same transaction; what it gives, after it and before anybody is told. */
  const keep = (
    next: StoredAccount,
    also: () => (() => void) | undefined = () => undefined,
  ): AccountState => {
    const follow = store.transaction(() => {
      saveAccount(store.meta, next);
      // Whoever goes on from the first screen has read it.
      if (next.phase !== 'new') forgetUnlinked(store.meta);
      return also();
    });
    account = next;
    follow?.();
    return tell();
  };
  const keepPin = (next: ServerPin): void => {
    saveServer(store.meta, next);
    pin = next;
  };

  const ready = (): ReadyAccount | null => (account.phase === 'ready' ? account : null);
  const needReady = (): ReadyAccount => {
    if (account.phase !== 'ready') throw new CodedError('not_registered');
    return account;
  };
  const needPin = (): ServerPin => {
    if (!pin) throw new CodedError('not_registered');
    return pin;
  };
  const apiOfNobody = (): Api => createApi({ network, credentials: null, baseUrl: needPin().url });
  const apiOf = (whenProven: () => Promise<string>, signal?: AbortSignal): Api => {
    needPin();
    return createApi({ network, credentials: needReady(), whenProven, signal });
  };
  const api: Account['api'] = (signal) => apiOf(options.whenProven, signal);

  const describe = async (text: string) => {
    const proven = await proveServer({ network, random, url: parseServerUrl(text) });
    return { url: proven.url, operator: proven.operator, publicKey: proven.publicKey };
  };

  const choose = async (url: string, publicKey: string | null): Promise<void> => {
    if (account.phase === 'ready') throw new CodedError('bad_request');
    const proven = await describe(url);
    if (publicKey !== null && proven.publicKey !== publicKey)
      throw new CodedError('server_key_changed');
    const next: ServerPin = { ...proven, pinnedAt: clock.now() };
    store.transaction(() => {
      saveServer(store.meta, next);
      saveAccount(store.meta, { phase: 'new' });
    });
    pin = next;
    account = { phase: 'new' };
  };

  /** Nothing of a registration is told to a server that is not the pinned one. Gives its address. */
  const proveAgain = async (): Promise<string> => {
    const { url, publicKey } = needPin();
    const proven = await proveServer({ network, random, url });
    if (proven.publicKey !== publicKey) throw new CodedError('server_key_changed');
    return url;
  };

  const settleServer = async (): Promise<ServerPin> => {
    if (account.phase === 'ready') throw new CodedError('bad_request');
    if (pin) await proveAgain();
    else if (options.defaultServerUrl === null) throw new CodedError('server_address_invalid');
    else await choose(options.defaultServerUrl, null);
    return needPin();
  };

  const leave = (): AccountState => {
    const after = keep({ phase: 'new' }, () => void options.onRemoved());
    changed();
    return after;
  };

  const backToNumber = (): AccountState => keep({ phase: 'new' });

  const makeAccount = async (
    verified: Extract<StoredAccount, { phase: 'verified' }>,
    name: string,
    findableByNumber: boolean,
  ): Promise<AccountState> => {
    await proveAgain();
    // On disk before they are published; a crash in between leaves keys that the next try replaces.
    const keys = store.transaction(() => {
      options.onKeysReplaced();
      return makeAccountKeys(store, random, clock.now());
    });
    try {
      const { hadAccount, ...made } = await apiOfNobody()('createAccount', {
        registrationToken: verified.registrationToken,
        findableByNumber,
        ...keys,
      });
      const next: ReadyAccount = {
        phase: 'ready',
        number: verified.number,
        name,
        username: null,
        findableByNumber,
        ...made,
      };
      const after = keep(next, () => {
        saveSyncKey(store.meta, random.bytes(syncKeyBytes));
        return hadAccount ? options.onFormerGone() : undefined;
      });
      changed();
      return after;
    } catch (error) {
      if (isCodedError(error) && error.code === 'code_expired') backToNumber();
      throw error;
    }
  };

  const setFindable = async (findableByNumber: boolean): Promise<void> => {
    const answer = await api()('setFindable', { findableByNumber });
    keep({ ...needReady(), findableByNumber: answer.findableByNumber });
  };

  const learn = async (what: 'username' | 'findableByNumber'): Promise<void> => {
    const before = needReady();
    const told = await api()('getAccount', {});
    const present = ready();
    if (present?.accountId !== before.accountId || present[what] !== before[what]) return;
    if (present[what] !== told[what]) keep({ ...present, [what]: told[what] });
  };

  const handlers: Account['handlers'] = {
    get: async () => state(),
    describeServer: async ({ url }) => {
      const proven = await describe(url);
      return { ...proven, keyFingerprint: keyFingerprint(proven.publicKey), pinnedAt: null };
    },
    chooseServer: ({ url, publicKey }) =>
      options.exclusive(async () => {
        await choose(url, publicKey);
        return tell();
      }),
    requestCode: ({ number }) =>
      options.exclusive(async () => {
        if (account.phase === 'ready') throw new CodedError('bad_request');
        const parsed = await toPhoneNumber(number);
        await settleServer();
        const answer = await apiOfNobody()('requestCode', { number: parsed });
        return keep({ phase: 'code_sent', number: parsed, ...answer });
      }),
    submitCode: ({ code }) =>
      options.exclusive(async () => {
        if (account.phase !== 'code_sent') throw new CodedError('bad_request');
        const { registrationId, number } = account;
        await proveAgain();
        const answer = await apiOfNobody()('submitCode', { registrationId, code });
        return keep({ phase: 'verified', number, registrationToken: answer.registrationToken });
      }),
    restart: () =>
      options.exclusive(async () => {
        if (account.phase === 'ready') throw new CodedError('bad_request');
        return backToNumber();
      }),
    finish: ({ name, findableByNumber }) =>
      options.exclusive(async () => {
        if (account.phase !== 'verified') throw new CodedError('bad_request');
        return makeAccount(account, name, findableByNumber);
      }),
    setName: async ({ name }) => keep({ ...needReady(), name }),
    setUsername: ({ name }) =>
      options.exclusive(async () => {
        const answer = await api()('setUsername', { name });
        return keep({ ...needReady(), username: answer.username });
      }),
    acceptServerKey: ({ publicKey }) =>
      options.exclusive(async () => {
        if (!pin) throw new CodedError('not_registered');
        // Only a key that the server proves now can be accepted.
        const proven = await proveServer({ network, random, url: pin.url });
        if (proven.publicKey !== publicKey) throw new CodedError('server_key_changed');
        keepPin({ ...pin, publicKey, operator: proven.operator, pinnedAt: clock.now() });
        const now = tell();
        changed();
        return now;
      }),
    remove: ({ number }) =>
      options.exclusive(async () => {
        const present = needReady();
        if (number !== present.number) throw new CodedError('number_invalid');
        await api()('deleteAccount', {});
        return leave();
      }),
  };

  return {
    handlers,
    stored: () => account,
    ready,
    pin: () => pin,
    api,
    confirm: async () => {
      await apiOf(proveAgain)('getAccount', {});
    },
    signOut: (reason) => {
      const present = ready();
      if (!present) return;
      keep({ phase: 'signed_out', number: present.number, reason });
      changed();
    },
    leave: () => void leave(),
    moved: (url) => {
      if (!pin || pin.url === url) return;
      keepPin({ ...pin, url });
      tell();
    },
    setFindable,
    learnFindable: () => learn('findableByNumber'),
    learnUsername: () => learn('username'),
    settleServer,
    join: (joined, also) => {
      keep(joined, () => void also());
      changed();
    },
    onChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
