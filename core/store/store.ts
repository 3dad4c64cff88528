import { statSync } from 'node:fs';
import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { type StoreState, storeStateSchema } from '../../contract/ipc/engine-state.ts';
import { type Connection, openConnection } from './connection.ts';
import { markSuspect } from './damage/files.ts';
import { rebuild } from './damage/rebuild.ts';
import { verifyPages } from './damage/verify.ts';
import { writeRoots } from './migrations/index.ts';
import { createChats } from './repositories/chats.ts';
import { createChoices } from './repositories/choices.ts';
import { createContacts } from './repositories/contacts.ts';
import { createDisclosures } from './repositories/disclosures.ts';
import { createHistory } from './repositories/history.ts';
import { createInbox } from './repositories/inbox.ts';
import { createKeyChanges } from './repositories/key-changes.ts';
import { createKeyEntries } from './repositories/key-entries.ts';
import { createKeyLabels } from './repositories/key-labels.ts';
import { createKeys } from './repositories/keys.ts';
import { createLogNotes } from './repositories/log-notes.ts';
import { createMessageIndex } from './repositories/message-index.ts';
import { createMessages } from './repositories/messages.ts';
import { createMeta } from './repositories/meta.ts';
import { createOutbox } from './repositories/outbox.ts';
import { createProfiles } from './repositories/profiles.ts';
import { createRegisterRows } from './repositories/registers.ts';
import { createSearch } from './repositories/search.ts';
import { createSync } from './repositories/sync.ts';
import { createUsage } from './repositories/usage.ts';
import type { Store, StoreOptions } from './types.ts';

/** The new file is held in memory until it is whole. */
const mostRewriteBytes = 536_870_912;

/** Where the state that a person has not acknowledged yet stands in `meta`. */
const stateName = 'store.state';

/** All is well and nothing waits to be read. */
const healthyState: StoreState = {
  state: 'ok',
  problem: null,
  keptAt: null,
  kept: null,
  at: null,
};

const damagedState = (at: number): StoreState => ({
  ...healthyState,
  state: 'failed',
  problem: { code: 'store_damaged' },
  at,
});

/** The repositories over a database that is open, whole and of this version. */
export const createStore = ({ file, key, clock }: StoreOptions): Store => {
  const listeners = new Set<() => void>();
  let damaged = false;
  let closed = false;
  let verifying: AbortController | undefined;

  const meetDamage = (): void => {
    if (damaged) return;
    damaged = true;
    markSuspect(file);
    for (const listener of listeners) listener();
  };
  const raw = openConnection({ file, key, onDamaged: meetDamage });
  // After damage SQLCipher refuses all work with changing codes; one code, and none of its reads, until repaired.
  const guard = (): void => {
    if (closed) throw new CodedError('closing');
    if (damaged) throw new CodedError('store_damaged');
  };
  const db: Connection = {
    ...raw,
    sql: <Row>(text: string) => {
      const statement = raw.sql<Row>(text);
      return {
        run: (params) => {
          guard();
          return statement.run(params);
        },
        get: (params) => {
          guard();
          return statement.get(params);
        },
        all: (params) => {
          guard();
          return statement.all(params);
        },
      };
    },
    transaction: (work) => {
      guard();
      return raw.transaction(work);
    },
  };
  const meta = createMeta(db);
  const readState = (): StoreState => {
    const parsed = z.safeParse(storeStateSchema, meta.get(stateName));
    return parsed.success ? parsed.data : healthyState;
  };

  const truncateLog = db.sql<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)');
  const emptyLog = (): boolean => truncateLog.get()?.busy === 0;

  const store: Store = {
    meta,
    keys: createKeys(db),
    keyChanges: createKeyChanges(db),
    contacts: createContacts(db),
    chats: createChats(db),
    messages: createMessages(db),
    outbox: createOutbox(db),
    inbox: createInbox(db),
    history: createHistory(db),
    search: createSearch(db),
    choices: createChoices(db),
    usage: createUsage(db),
    logNotes: createLogNotes(db),
    keyEntries: createKeyEntries(db),
    keyLabels: createKeyLabels(db),
    disclosures: createDisclosures(db),
    registers: createRegisterRows(db),
    sync: createSync(db),
    profiles: createProfiles(db),
    transaction: db.transaction,
    takenBack: db.takenBack,
    emptyLog,
    rewrite: () => {
      guard();
      if (statSync(file).size > mostRewriteBytes) return;
      createMessageIndex(db).rewrite();
      raw.exec('VACUUM');
      db.transaction(() => writeRoots(raw));
      emptyLog();
    },
    state: () => (damaged ? damagedState(clock.now()) : readState()),
    acknowledge: () => {
      meta.remove(stateName);
      return readState();
    },
    onDamaged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    repair: async () => {
      if (closed) throw new CodedError('closing');
      verifying?.abort();
      raw.close();
      await rebuild({ file, key, clock });
      raw.reopen();
      damaged = false;
      return readState();
    },
    verify: async ({ pagesPerSlice, signal } = {}) => {
      guard();
      verifying?.abort();
      const own = new AbortController();
      verifying = own;
      const stop = (): void => own.abort();
      signal?.addEventListener('abort', stop);
      try {
        const slices = pagesPerSlice === undefined ? {} : { pagesPerSlice };
        const whole = await verifyPages({ file, key, signal: own.signal, ...slices });
        if (!whole) meetDamage();
        return whole;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    close: () => {
      closed = true;
      verifying?.abort();
      raw.close();
      return Promise.resolve();
    },
  };
  return store;
};
