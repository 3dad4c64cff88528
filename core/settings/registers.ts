import { canonicalJson } from '../../contract/canonical-json.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { isLooserIn } from '../../contract/settings/lattice.ts';
import { bounded } from '../../contract/settings/registers/bound.ts';
import type { Registers as RegisterMap } from '../../contract/settings/registers/codec.ts';
import {
  type Clocks,
  type Effective,
  effectiveAt,
} from '../../contract/settings/registers/effective.ts';
import { beginStrictest } from '../../contract/settings/registers/first.ts';
import {
  leftOut,
  maxOpenBytes,
  maxRegistersBytes,
  packRegisters,
  standingBytes,
} from '../../contract/settings/registers/pack.ts';
import {
  clamped,
  headsOf,
  merge,
  type Register,
  versionOf,
  written,
} from '../../contract/settings/registers/register.ts';
import { type RegisterRules, rulesOf } from '../../contract/settings/registers/rules.ts';
import { isOwnPart } from '../../contract/settings/registers/weight.ts';
import type { RegisterWrite } from '../../contract/settings/registers/write.ts';
import type { Context } from '../context.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { SyncOut } from '../sync/types.ts';
import { keepRegisters } from './kept-registers.ts';
import { loadRegisterState, type RegisterState, saveRegisterState } from './register-state.ts';
import { beginState, newReplica } from './take-over.ts';
import { toTold } from './told.ts';

/** One value to be set. */
export interface RegisterChange {
  readonly key: string;
  /** JSON. */
  readonly value: unknown;
  /** When it goes back by itself, ms by the server's clock; only where the register's rules have it. */
  readonly until?: number | null | undefined;
  /** What it goes back to then; what is in force when it is not said. */
  readonly back?: unknown;
}

/** A value of the former account, and the write that it stood in: who set it, and when; null where that cannot be read. */
export interface Outliving {
  readonly key: string;
  /** JSON. */
  readonly value: unknown;
  readonly by: RegisterWrite | null;
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
   * Sets one, on all devices. Rejects with `ipc_bad_input` for a value or an end that the register may not have, `quota_full` when no
   * more can be kept; that never for what guards the person.
   */
  readonly set: (
    key: string,
    value: unknown,
    options?: Pick<RegisterChange, 'until' | 'back'>,
  ) => Promise<void>;
  /** As `set`, inside a transaction of the caller's, who hands what it gives to `committed` after the commit. */
  readonly write: (changes: readonly RegisterChange[]) => WrittenRegisters;
  readonly committed: (done: WrittenRegisters) => void;
  /** Joins what another device has, or all that the account has (`isAll`: nothing is unknown any more), with times brought back by the server's clock where it is known; inside a transaction. */
  readonly heard: (
    registers: RegisterMap,
    serverNow: number | null,
    isAll?: boolean,
  ) => WrittenRegisters;
  /** Brings back what is too far ahead of the server's time; inside a transaction. */
  readonly clamp: (serverNow: number) => void;
  /** Writes what shares least where nothing is known; inside a transaction. */
  readonly beginStrictest: () => WrittenRegisters;
  /** Whether there is anything here that is not in these. */
  readonly isMoreThan: (registers: RegisterMap) => boolean;
  /** Those that something depends on and that have no room on the server. */
  readonly withoutRoom: () => ReadonlySet<string>;
  /** Told which changed here or elsewhere, or ended by themselves; after the commit. Listeners must not throw. */
  readonly onChanged: (listener: (keys: ReadonlySet<string>) => void) => Unsubscribe;
  readonly all: () => RegisterMap;
  readonly clocks: () => Clocks;
  readonly state: () => RegisterState;
  /** Keeps what changed of the state; inside a transaction or not. */
  readonly saveState: (change: Partial<RegisterState>) => void;
  /** Replaces all by first writes of these values, as those of no account, by whoever set them; inside a transaction. */
  readonly reset: (values: readonly Outliving[]) => WrittenRegisters;
  readonly tell: (keys: ReadonlySet<string>) => void;
}

/** No server of Bisik ran before. */
const firstServerAt = Date.UTC(2026, 0, 1);

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
  const kept = keepRegisters(store);
  // What was written to these is not known: counted from there, a write would bear the name of one of before, and another one stand for it.
  if (store.registers.count() < state.count || kept.isAnyUnreadable())
    saveState({ unknown: true, replica: newReplica(random) });
  const { get: registerOf, put: keep, all } = kept;

  const clocks = (): Clocks => ({
    localNow: clock.now(),
    serverNow: context.serverClock.atLeast(),
  });
  /** Nothing is known of what was written before: the value that shares least stands in. */
  const doubted = (rules: RegisterRules, key: string, register: Register): RegisterRules =>
    register.length === 0 && (state.unknown || kept.isKept(key))
      ? { ...rules, before: rules.inDoubt }
      : rules;
  const effective = (key: string): Effective | null => {
    const rules = rulesOf(key);
    if (!rules) return null;
    const register = registerOf(key);
    return effectiveAt(doubted(rules, key, register), register, clocks());
  };
  const value = (key: string): unknown => {
    const found = effective(key);
    return found ? found.value : headsOf(registerOf(key))[0]?.value;
  };

  /** What it goes back to: what a running end goes back to, else what is in force. */
  const backOf = (key: string): unknown => {
    const present = effective(key);
    if (!present) return value(key) ?? null;
    return present.until ? present.until.back : present.value;
  };

  /** Whether a change gives nothing away that is not given now. */
  const guards = ({ key, value: next, until, back }: RegisterChange): boolean => {
    const { lattice, schema } = rulesOf(key) ?? {};
    const present = value(key);
    // As it is read: several values may say the same.
    const coming = (until == null || back === undefined ? [next] : [next, back]).map((one) => {
      const parsed = schema?.safeParse(one);
      return parsed?.success ? parsed.data : one;
    });
    return lattice !== undefined && coming.every((one) => !isLooserIn(lattice, one, present));
  };
  /** Whether it is refused when there is little room. Keys and names of the account's own, of which there are few, go along with narrowing. */
  const opens = (change: RegisterChange): boolean =>
    !guards(change) && (rulesOf(change.key) !== null || !isOwnPart(change.key));
  /**
   * The server's time, as far as it may bring times back: what is brought back stays so. A clock that was set to long ago, or a server
   * that lies about it, ruins no history. Null when no time is to be believed.
   */
  const trusted = (serverNow: number): number | null => {
    const known = state.latestAt ?? 0;
    if (serverNow > known) saveState({ latestAt: serverNow });
    const at = Math.max(serverNow, Math.min(known, clock.now()));
    return at < firstServerAt ? null : at;
  };

  /** What a change makes of its register as it stands. */
  const changed = ({ key, value: next, until, back = backOf(key) }: RegisterChange): Register => {
    const rules = rulesOf(key);
    const isValue = rules?.schema.safeParse(next).success ?? true;
    const mayEnd = rules === null || rules.temporary;
    if (!isValue || (until != null && !mayEnd)) throw new CodedError('ipc_bad_input');
    const end = until == null ? null : { at: until, back };
    const { replica } = state;
    const device = options.deviceName();
    return written(registerOf(key), { replica, device, value: next, end, now: clock.now() });
  };
  /** Keeps what `keepAll` does, if there is room for what the changes are. */
  const settle = (changes: readonly RegisterChange[], keepAll: () => void): void => {
    const before = new Map(changes.map(({ key }) => [key, registerOf(key)]));
    const isOpen = changes.some(opens);
    keepAll();
    kept.makeRoom();
    if (isOpen && kept.most().standing > maxOpenBytes) {
      const after = all();
      const taken = standingBytes(after);
      if (taken > maxOpenBytes && taken > standingBytes(new Map([...after, ...before])))
        throw new CodedError('quota_full');
    }
    saveState({});
  };

  const write = (changes: readonly RegisterChange[]): WrittenRegisters => {
    settle(changes, () => {
      for (const change of changes) keep(change.key, changed(change));
    });
    const keys = new Set(changes.map(({ key }) => key));
    const now = new Map([...keys].map((key) => [key, registerOf(key)]));
    return { keys, syncs: options.syncOut()?.write(toTold(now)) ?? [] };
  };

  const set = async (change: RegisterChange): Promise<WrittenRegisters> => {
    const out = options.syncOut();
    if (!out?.hasOthers()) return store.transaction(() => write([change]));
    const { key } = change;
    let before: string | undefined;
    let foretold: Register = [];
    return out.together(
      () => {
        before = store.registers.get(key);
        foretold = changed(change);
        return toTold(new Map([[key, foretold]]));
      },
      (tell) => {
        if (!tell || store.registers.get(key) !== before) return write([change]);
        settle([change], () => keep(key, foretold));
        return { keys: new Set([key]), syncs: tell() };
      },
    );
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
    set: async (key, next, end = {}) => committed(await set({ key, value: next, ...end })),
    write,
    committed,
    heard: (registers, serverNow, isAll = false) => {
      const keys = new Set<string>();
      const mostAt = serverNow === null ? null : trusted(serverNow);
      for (const [key, register] of registers) {
        const own = registerOf(key);
        // Writes of this installation that it does not have: its database is an older one, and would count from there again.
        const counted = versionOf(register)[state.replica] ?? 0;
        if (counted > (versionOf(own)[state.replica] ?? 0))
          saveState({ replica: newReplica(random) });
        const told = mostAt === null ? register : clamped(register, mostAt);
        const author = { replica: state.replica, device: options.deviceName(), now: clock.now() };
        const joined = bounded(rulesOf(key), merge(own, told), author);
        if (canonicalJson(joined) === canonicalJson(own)) continue;
        keep(key, joined);
        keys.add(key);
      }
      if (keys.size > 0) {
        kept.makeRoom();
        saveState({});
      }
      if (!isAll || !state.unknown) return { keys, syncs: [] };
      saveState({ unknown: false });
      return { keys: new Set([...keys, ...store.registers.keys('')]), syncs: [] };
    },
    clamp: (serverNow) => {
      const mostAt = trusted(serverNow);
      if (mostAt === null) return;
      for (const [key, register] of all()) {
        const brought = clamped(register, mostAt);
        if (brought !== register) keep(key, brought);
      }
    },
    beginStrictest: () => {
      const { replica } = state;
      const author = { replica, device: options.deviceName(), now: clock.now() };
      const missing = [...beginStrictest(author)].filter(([key]) => registerOf(key).length === 0);
      for (const [key, register] of missing) keep(key, register);
      saveState({ unknown: false, beganStrictest: true });
      // Also those that waited for it to be known.
      return { keys: new Set(store.registers.keys('')), syncs: [] };
    },
    isMoreThan: (registers) => {
      const [here, there] = [packRegisters(all()), packRegisters(registers)];
      return Buffer.compare(here, there) !== 0;
    },
    withoutRoom: () => (kept.most().all < maxRegistersBytes ? new Set() : leftOut(all())),
    onChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    all,
    clocks,
    state: () => state,
    saveState,
    reset: (values) => {
      const keys = new Set([...store.registers.keys(''), ...values.map(({ key }) => key)]);
      const former = state.replica;
      kept.clear();
      const replica = newReplica(random);
      // What others set is not said to have been set here.
      const others = newReplica(random);
      for (const { key, value: outlived, by } of values) {
        const isOwn = by === null || by.replica === former;
        const author = {
          replica: isOwn ? replica : others,
          device: by?.device ?? options.deviceName(),
          now: by?.at ?? clock.now(),
        };
        keep(key, written([], { ...author, value: outlived, end: null }));
      }
      saveState({ replica, accountId: null, manifest: null, syncedAt: null, unknown: false });
      return { keys, syncs: [] };
    },
    tell,
  };
};
