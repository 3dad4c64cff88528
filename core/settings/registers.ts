import { canonicalJson } from '../../contract/canonical-json.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import {
  type Registers as RegisterMap,
  readRegisters,
  writeRegisters,
} from '../../contract/settings/registers/codec.ts';
import {
  type Clocks,
  type Effective,
  effectiveAt,
} from '../../contract/settings/registers/effective.ts';
import { beginStrictest } from '../../contract/settings/registers/first.ts';
import { packRegisters } from '../../contract/settings/registers/pack.ts';
import {
  clamped,
  headsOf,
  merge,
  type Register,
  versionOf,
  written,
} from '../../contract/settings/registers/register.ts';
import { type RegisterRules, rulesOf } from '../../contract/settings/registers/rules.ts';
import type { Context } from '../context.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { SyncOut } from '../sync/types.ts';
import { loadRegisterState, type RegisterState, saveRegisterState } from './register-state.ts';
import { beginState, newReplica } from './take-over.ts';

/** One value to be set. */
export interface RegisterChange {
  readonly key: string;
  /** JSON. */
  readonly value: unknown;
  /** When it goes back by itself, ms by the server's clock; only where the register's rules have it. */
  readonly until?: number | null | undefined;
}

/** What a transaction wrote, to be told after its commit. */
export interface WrittenRegisters {
  readonly keys: ReadonlySet<string>;
  readonly syncs: readonly PreparedRow[];
}

/** Values that all devices of the account share: settings, blocks, verification marks, profiles. */
export interface Registers {
  /** What is in force now; of a register without rules the newest value, undefined when nothing was written. */
  readonly value: (key: string) => unknown;
  /** The same with whether devices disagree and when it ends; null for a register without rules. */
  readonly effective: (key: string) => Effective | null;
  readonly register: (key: string) => Register;
  /** Of those that begin with `prefix` and were ever written, sorted. */
  readonly keys: (prefix: string) => readonly string[];
  /**
   * Sets one, on all devices. Throws `ipc_bad_input` for a value or an end that the register may not have, `quota_full` when no more
   * can be kept.
   */
  readonly set: (key: string, value: unknown, options?: { until?: number | null }) => void;
  /** As `set`, inside a transaction of the caller's, who hands what it gives to `committed` after the commit. */
  readonly write: (changes: readonly RegisterChange[]) => WrittenRegisters;
  readonly committed: (done: WrittenRegisters) => void;
  /** Joins what another device has; inside a transaction. Null for what cannot be read. */
  readonly heard: (registers: RegisterMap, serverNow: number | null) => WrittenRegisters;
  /** Brings back what is too far ahead of the server's time; inside a transaction. */
  readonly clamp: (serverNow: number) => void;
  /** Writes what shares least where nothing is known; inside a transaction. */
  readonly beginStrictest: () => WrittenRegisters;
  /** Whether there is anything here that is not in these. */
  readonly isMoreThan: (registers: RegisterMap) => boolean;
  /** Told which changed here or elsewhere, or ended by themselves; after the commit. */
  readonly onChanged: (listener: (keys: ReadonlySet<string>) => void) => Unsubscribe;
  readonly all: () => RegisterMap;
  readonly clocks: () => Clocks;
  readonly state: () => RegisterState;
  /** Keeps what changed of the state; inside a transaction or not. */
  readonly saveState: (change: Partial<RegisterState>) => void;
  /** Replaces all by first writes of these values, as those of no account; inside a transaction. */
  readonly reset: (values: readonly (readonly [string, unknown])[]) => WrittenRegisters;
  readonly tell: (keys: ReadonlySet<string>) => void;
}

/** What the account's other devices are told at most in one message; more they fetch from the server. */
const maxToldLength = 24_000;

/** Registers over the database. `deviceName`: what this device is called now. */
export const createRegisters = (
  context: Context,
  options: { readonly deviceName: () => string; readonly syncOut: () => SyncOut | null },
): Registers => {
  const { store, clock, random } = context;
  const listeners = new Set<(keys: ReadonlySet<string>) => void>();
  let state = loadRegisterState(store.meta) ?? beginState(context, options.deviceName());

  const saveState = (change: Partial<RegisterState>): void => {
    const next = { ...state, ...change, count: store.registers.count() };
    saveRegisterState(store.meta, next);
    state = next;
  };
  if (store.registers.count() < state.count) saveState({ unknown: true });

  const parse = (key: string, text: string): Register | null => {
    const read = readRegisters(text);
    return read === undefined || read === 'newer' ? null : (read.get(key) ?? null);
  };
  const registerOf = (key: string): Register => {
    const text = store.registers.get(key);
    return text === undefined ? [] : (parse(key, text) ?? []);
  };
  const keep = (key: string, register: Register): void =>
    store.registers.put({ key, writes: writeRegisters(new Map([[key, register]])) });

  const clocks = (): Clocks => ({
    localNow: clock.now(),
    serverNow: context.serverClock.atLeast(),
  });
  /** Nothing is known of what was written before: the value that shares least stands in. */
  const doubted = (rules: RegisterRules, register: Register, isKept: boolean): RegisterRules =>
    register.length === 0 && (state.unknown || isKept)
      ? { ...rules, before: rules.inDoubt }
      : rules;
  const effective = (key: string): Effective | null => {
    const rules = rulesOf(key);
    if (!rules) return null;
    const register = registerOf(key);
    const isKept = store.registers.get(key) !== undefined;
    return effectiveAt(doubted(rules, register, isKept), register, clocks());
  };
  const value = (key: string): unknown => {
    const found = effective(key);
    return found ? found.value : headsOf(registerOf(key))[0]?.value;
  };

  const all = (): RegisterMap =>
    new Map(
      store.registers.all().flatMap(({ key, writes }): [string, Register][] => {
        const register = parse(key, writes);
        return register ? [[key, register]] : [];
      }),
    );

  /** The account's other devices hear what stands now; the history they find on the server. */
  const tellOthers = (keys: readonly string[]): readonly PreparedRow[] => {
    const out = options.syncOut();
    if (!out?.hasOthers() || keys.length === 0) return [];
    const text = writeRegisters(new Map(keys.map((key) => [key, headsOf(registerOf(key))])));
    const registers = text.length <= maxToldLength ? text : '';
    return out.write([{ what: 'registers', registers }]);
  };

  /** What it goes back to: what a running end goes back to, else what is in force. */
  const backOf = (key: string): unknown => {
    const present = effective(key);
    if (!present) return value(key) ?? null;
    return present.until ? present.until.back : present.value;
  };

  const write = (changes: readonly RegisterChange[]): WrittenRegisters => {
    for (const { key, value: next, until } of changes) {
      const rules = rulesOf(key);
      const parsed = rules?.schema.safeParse(next);
      const mayEnd = rules === null || rules.temporary;
      if (parsed?.success === false || (until != null && !mayEnd))
        throw new CodedError('ipc_bad_input');
      const end = until == null ? null : { at: until, back: backOf(key) };
      const { replica } = state;
      const device = options.deviceName();
      const register = written(registerOf(key), {
        replica,
        device,
        value: next,
        end,
        now: clock.now(),
      });
      keep(key, register);
    }
    if (!packRegisters(all())) throw new CodedError('quota_full');
    saveState({});
    const keys = changes.map(({ key }) => key);
    return { keys: new Set(keys), syncs: tellOthers(keys) };
  };

  const tell = (keys: ReadonlySet<string>): void => {
    if (keys.size > 0) for (const listener of [...listeners]) listener(keys);
  };
  const committed = ({ keys, syncs }: WrittenRegisters): void => {
    options.syncOut()?.committed(syncs);
    tell(keys);
  };

  return {
    value,
    effective,
    register: registerOf,
    keys: (prefix) => store.registers.keys(prefix),
    set: (key, next, { until = null } = {}) =>
      committed(store.transaction(() => write([{ key, value: next, until }]))),
    write,
    committed,
    heard: (registers, serverNow) => {
      const keys = new Set<string>();
      for (const [key, register] of registers) {
        const own = registerOf(key);
        // Writes of this installation that it does not have: its database is an older one, and would count from there again.
        const counted = versionOf(register)[state.replica] ?? 0;
        if (counted > (versionOf(own)[state.replica] ?? 0))
          saveState({ replica: newReplica(random) });
        const told = serverNow === null ? register : clamped(register, serverNow);
        const joined = merge(own, told);
        if (canonicalJson(joined) === canonicalJson(own)) continue;
        keep(key, joined);
        keys.add(key);
      }
      if (keys.size > 0) saveState({});
      return { keys, syncs: [] };
    },
    clamp: (serverNow) => {
      for (const [key, register] of all()) {
        const kept = clamped(register, serverNow);
        if (kept !== register) keep(key, kept);
      }
    },
    beginStrictest: () => {
      const { replica } = state;
      const author = { replica, device: options.deviceName(), now: clock.now() };
      const missing = [...beginStrictest(author)].filter(([key]) => registerOf(key).length === 0);
      for (const [key, register] of missing) keep(key, register);
      saveState({ unknown: false, beganStrictest: true });
      return { keys: new Set(missing.map(([key]) => key)), syncs: [] };
    },
    isMoreThan: (registers) => {
      const [here, there] = [packRegisters(all()), packRegisters(registers)];
      return !here || !there || Buffer.compare(here, there) !== 0;
    },
    onChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    all,
    clocks,
    state: () => state,
    saveState,
    reset: (values) => {
      const keys = new Set([...store.registers.keys(''), ...values.map(([key]) => key)]);
      store.registers.clear();
      const replica = newReplica(random);
      const device = options.deviceName();
      for (const [key, kept] of values)
        keep(key, written([], { replica, device, value: kept, end: null, now: clock.now() }));
      saveState({ replica, accountId: null, manifest: null, syncedAt: null, unknown: false });
      return { keys, syncs: [] };
    },
    tell,
  };
};
