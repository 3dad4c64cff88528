import { CodedError } from '../contract/errors/coded-error.ts';
import type { AccountState } from '../contract/ipc/account.ts';
import { engineDomains } from '../contract/ipc/index.ts';
import { keepUnlinked, loadUnlinked } from './account/unlinked.ts';
import type { LocalProgram } from './chats/local-program.ts';
import { createServerClock } from './connection/server-clock.ts';
import { guardClock, type OuterContext } from './context.ts';
import type { Emit, MessengerHandlers } from './events.ts';
import { type InboxCounters, noCounters } from './inbox/inbox.ts';
import { outliving } from './log/outlive.ts';
import { nodeSystem } from './platform/node-system.ts';
import type { Clock, Network, Random } from './platform/types.ts';
import { startRunning } from './running.ts';
import type { Running } from './running-options.ts';
import { markAccountRemoved } from './settings/settings.ts';
import type { SharingOptions } from './sharing/sharing.ts';
import {
  type OpenedStore,
  openStore,
  replaceStore,
  type Store,
  startEmptyStore,
} from './store/index.ts';

export interface MessengerOptions {
  /** Absolute path; its folder exists. */
  readonly databaseFile: string;
  /** 32 bytes: SQLCipher's raw key. Copied. */
  readonly databaseKey: Uint8Array;
  /** Proposed at registration, and asked when the pinned server does not answer at its address. */
  readonly defaultServerUrl: string | null;
  readonly localProgram: LocalProgram | null;
  /** For programs that answer whoever writes to them: nobody waits as a message request. */
  readonly acceptsEverybody?: boolean;
  /** As in `0.1.0`; another is told to nobody. */
  readonly appVersion: string;
  /** The one that it runs on unless it is said. */
  readonly system?: SharingOptions['about']['system'];
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly emit: Emit;
  /** Told of errors that carry no code; the text is for a log and holds no personal data of ours. */
  readonly onUnexpected?: (where: string, error: unknown) => void;
}

/** The messenger: everything that the engine's domains promise, over one database. */
export interface Messenger {
  readonly handlers: MessengerHandlers;
  /** Puts a program on this computer into the chat list, as soon as there is an account. */
  readonly setLocalProgram: (program: LocalProgram | null) => void;
  /** What was received since the start, in numbers; for diagnosis. */
  readonly counters: () => InboxCounters;
  /** Ends the connection, finishes what is being written and closes the database. Idempotent. */
  readonly close: () => Promise<void>;
}

const wipeMark = 'wipe';
const repairAgainMs = 30_000;

/**
 * Opens the database and begins to connect; resolves before anything was received. When the database cannot be opened at all
 * it resolves too: `store.get` says `failed`, and every other call rejects with `store_damaged`.
 */
export const createMessenger = async (options: MessengerOptions): Promise<Messenger> => {
  const storeOptions = {
    file: options.databaseFile,
    key: options.databaseKey.slice(),
    clock: options.clock,
  };
  const onUnexpected = options.onUnexpected ?? (() => undefined);
  let localProgram = options.localProgram;
  let opened: OpenedStore;
  let running: Running | null = null;
  let closing: Promise<void> | null = null;
  let stopWatching: () => void = () => undefined;
  let anew: Promise<void> = Promise.resolve();
  let stopRepairing: () => void = () => undefined;

  const tellStore = () => {
    const state = opened.store?.state() ?? opened.opened;
    options.emit('store.changed', state);
    return state;
  };

  const start = (): void => {
    const { store } = opened;
    stopWatching();
    if (!store || closing !== null) return;
    const clock = guardClock(options.clock, onUnexpected);
    const context: OuterContext = {
      store,
      clock,
      serverClock: createServerClock(
        store,
        { clock, random: options.random },
        store.messages.settleStarts,
      ),
      random: options.random,
      network: options.network,
      emit: options.emit,
      onUnexpected,
    };
    running = startRunning(context, {
      defaultServerUrl: options.defaultServerUrl,
      localProgram,
      acceptsEverybody: options.acceptsEverybody ?? false,
      about: { appVersion: options.appVersion, system: options.system ?? nodeSystem() },
      onRemoved: () => store.meta.set(wipeMark, true),
      onLeft: () => {
        // The next start does it, should it fail.
        startAnew().catch((error: unknown) => onUnexpected('wiping', error));
      },
    });
    stopWatching = store.onDamaged(() => {
      // Damage is met in the middle of some work; that ends first.
      setImmediate(() => void heal(store));
    });
  };

  /** Repairs, then begins anew over what was kept: nothing that was held in memory is trusted. */
  const heal = async (store: Store): Promise<void> => {
    tellStore();
    await running?.close();
    running = null;
    if (closing !== null || opened.store !== store) return;
    try {
      await store.repair();
    } catch (error) {
      // Such as a full disk: the damaged file is untouched.
      onUnexpected('repair of the database', error);
      if (closing === null)
        stopRepairing = options.clock.after(repairAgainMs, () => void heal(store));
      return;
    }
    start();
    tellStore();
    options.emit('store.replaced', {});
    if (running) options.emit('account.changed', await account.get({}));
  };

  /** Throws the database away, file and all, but for what was seen of the log; only after the account was removed on purpose. */
  const wipe = async (): Promise<void> => {
    await running?.close();
    running = null;
    const keepLog = opened.store && outliving(opened.store);
    const unlinked = opened.store && loadUnlinked(opened.store.meta);
    await opened.store?.close();
    await replaceStore(storeOptions, (store) => {
      keepLog?.(store);
      if (unlinked) keepUnlinked(store.meta, unlinked);
      markAccountRemoved(store.meta);
    });
    opened = await openStore(storeOptions);
  };

  /** After the account was removed: an empty database, of which the window is told. */
  const startAnew = async (): Promise<AccountState> => {
    anew = wipe();
    await anew;
    start();
    options.emit('store.replaced', {});
    const state = await account.get({});
    options.emit('accountSettings.changed', {
      ...(await accountSettings.get({})),
      rows: await accountSettings.rows({}),
    });
    options.emit('account.changed', state);
    return state;
  };

  opened = await openStore(storeOptions);
  if (opened.store?.meta.get(wipeMark) === true) await wipe();
  start();

  const present = (): Running => {
    if (closing !== null) throw new CodedError('closing');
    if (!running) throw new CodedError('store_damaged');
    return running;
  };

  /** Handlers of one domain that are looked up at each call, since a repair or a removal puts others in place. */
  const delegated = <D extends keyof Running['handlers']>(domain: D): MessengerHandlers[D] =>
    Object.fromEntries(
      Object.keys(engineDomains[domain].calls).map((name) => [
        name,
        async (input: unknown) => {
          const handlers = present().handlers[domain] as unknown as Readonly<
            Record<string, (input: unknown) => Promise<unknown>>
          >;
          // Awaited here: in Electron's process what is refused at once would else count as heard by nobody, and end it.
          return await handlers[name]?.(input);
        },
      ]),
    ) as unknown as MessengerHandlers[D];

  const account = delegated('account');
  const accountSettings = delegated('accountSettings');
  const storeHandlers: MessengerHandlers['store'] = {
    get: async () => opened.store?.state() ?? opened.opened,
    acknowledge: async () => {
      opened.store?.acknowledge();
      return tellStore();
    },
    startEmpty: async () => {
      if (opened.store) throw new CodedError('bad_request');
      opened = await startEmptyStore(storeOptions);
      start();
      // Whoever asked before was refused.
      if (opened.store) {
        options.emit('store.replaced', {});
        options.emit('account.changed', await account.get({}));
      }
      return tellStore();
    },
  };

  return {
    handlers: {
      account: {
        ...account,
        remove: async (input) => {
          await account.remove(input);
          return startAnew();
        },
      },
      chats: delegated('chats'),
      messages: delegated('messages'),
      connection: delegated('connection'),
      accountSettings,
      sharing: delegated('sharing'),
      disclosures: delegated('disclosures'),
      devices: delegated('devices'),
      encryption: delegated('encryption'),
      people: delegated('people'),
      profile: delegated('profile'),
      privacy: delegated('privacy'),
      store: storeHandlers,
    },
    setLocalProgram: (program) => {
      localProgram = program;
      running?.setLocalProgram(program);
    },
    counters: () => running?.counters() ?? noCounters,
    close: () => {
      closing ??= (async () => {
        stopRepairing();
        await anew.catch(() => undefined);
        await running?.close();
        await opened.store?.close();
        storeOptions.key.fill(0);
      })();
      return closing;
    },
  };
};
