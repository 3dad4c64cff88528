import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emit, EngineEventName, EngineEvents } from '../events.ts';
import { createMessenger, type Messenger, type MessengerOptions } from '../messenger.ts';
import { createNodeClock } from '../platform/node-clock.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import { onStirring, withStirrings } from './stirrings.ts';

/** A messenger with a database of its own in a temporary folder. */
export interface TestMessenger {
  readonly messenger: Messenger;
  readonly handlers: Messenger['handlers'];
  readonly databaseFile: string;
  readonly databaseKey: Uint8Array;
  readonly events: readonly { readonly name: EngineEventName; readonly payload: unknown }[];
  readonly unexpected: readonly { readonly where: string; readonly error: unknown }[];
  /** Resolves as soon as `check` gives something; asked now and whenever anything stirs in a messenger. Rejects after `timeoutMs`. */
  readonly until: <T>(
    check: () => Promise<T | undefined | false | null> | T | undefined | false | null,
    timeoutMs?: number,
  ) => Promise<T>;
  readonly on: <N extends EngineEventName>(
    name: N,
    listener: (payload: EngineEvents[N]) => void,
  ) => () => void;
  /** Closes it and opens it again over the same database. */
  readonly reopen: (options?: Partial<MessengerOptions>) => Promise<TestMessenger>;
  /** Closes it and removes its folder. */
  readonly close: () => Promise<void>;
}

/** Starts one; `options` go over Node's own adapters. */
export const startTestMessenger = async (
  options: Partial<MessengerOptions> & { readonly defaultServerUrl: string | null },
): Promise<TestMessenger> => {
  const random = createNodeRandom();
  const folder =
    options.databaseFile === undefined ? mkdtempSync(join(tmpdir(), 'bisik-core-')) : null;
  const databaseFile = options.databaseFile ?? join(folder ?? '', 'bisik.db');
  const databaseKey = options.databaseKey ?? random.bytes(32);
  const events: { name: EngineEventName; payload: unknown }[] = [];
  const unexpected: { where: string; error: unknown }[] = [];
  const listeners = new Set<{ name: EngineEventName; listener: (payload: never) => void }>();
  const emit: Emit = (name, payload) => {
    events.push({ name, payload });
    for (const entry of [...listeners]) if (entry.name === name) entry.listener(payload as never);
    options.emit?.(name, payload);
    stir();
  };
  const { clock, network, stir } = withStirrings(
    options.clock ?? createNodeClock(),
    options.network ?? createNodeNetwork(),
  );
  const messenger = await createMessenger({
    localProgram: null,
    appVersion: '0.0.0',
    // Whose tests are about something else know each other; those about strangers say so.
    acceptsEverybody: true,
    random,
    ...options,
    clock,
    network,
    databaseFile,
    databaseKey,
    emit,
    onUnexpected: (where, error) => {
      unexpected.push({ where, error });
      stir();
    },
  });

  const until: TestMessenger['until'] = (check, timeoutMs = 100_000) => {
    // Made here, so that it names who waited.
    const late = new Error('it did not come to that in time');
    return new Promise((resolve, reject) => {
      let busy = false;
      let again = false;
      let ended = false;
      const end = (act: () => void): void => {
        if (ended) return;
        ended = true;
        stop();
        clearTimeout(timer);
        act();
      };
      const look = (): void => {
        if (busy) {
          again = true;
          return;
        }
        busy = true;
        again = false;
        Promise.resolve()
          .then(check)
          .then(
            (value) => {
              busy = false;
              if (value !== undefined && value !== false && value !== null)
                end(() => resolve(value));
              else if (again && !ended) look();
            },
            (error: unknown) => end(() => reject(error)),
          );
      };
      const timer = setTimeout(() => end(() => reject(late)), timeoutMs);
      const stop = onStirring(look);
      look();
    });
  };

  return {
    messenger,
    handlers: messenger.handlers,
    databaseFile,
    databaseKey,
    events,
    unexpected,
    until,
    on: (name, listener) => {
      const entry = { name, listener: listener as (payload: never) => void };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    reopen: async (changed = {}) => {
      await messenger.close();
      return startTestMessenger({ ...options, ...changed, databaseFile, databaseKey });
    },
    close: async () => {
      await messenger.close();
      rmSync(join(databaseFile, '..'), { recursive: true, force: true });
    },
  };
};

/** Takes a messenger through registration. */
export const register = async (
  who: TestMessenger,
  codes: { readonly lastCode: (number: string) => string },
  person: { readonly number: string; readonly name: string; readonly findableByNumber?: boolean },
): Promise<string> => {
  const { account } = who.handlers;
  await account.requestCode({ number: person.number });
  await account.submitCode({ code: codes.lastCode(person.number) });
  const state = await account.finish({
    name: person.name,
    findableByNumber: person.findableByNumber ?? true,
  });
  if (state.phase !== 'ready') throw new Error(`registration ended in ${state.phase}`);
  return state.accountId;
};
