import * as z from 'zod/mini';
import type { Unsubscribe } from '../platform/types.ts';
import type { MetaRepository } from '../store/types/meta.ts';

/** Who set a register, and when by that device's clock. */
export interface RegisterAuthor {
  readonly device: string;
  readonly thisDevice: boolean;
  readonly at: number;
}

/** What all devices of the account hold alike, by key; as much of it as people need. */
export interface PeopleRegisters {
  /** Undefined when it was never set. */
  readonly value: (key: string) => unknown;
  /** Inside a transaction. `value` must survive JSON. */
  readonly set: (key: string, value: unknown) => void;
  readonly keys: (prefix: string) => readonly string[];
  readonly author: (key: string) => RegisterAuthor | null;
  /** Told of keys that another device changed; after the commit. */
  readonly onChanged: (listener: (keys: readonly string[]) => void) => Unsubscribe;
}

const metaName = 'people.registers';
const keptSchema = z.record(z.string(), z.object({ value: z.unknown(), at: z.int() }));

/** Registers of an account with one device, in its database. */
export const createLocalRegisters = (meta: MetaRepository, now: () => number): PeopleRegisters => {
  const all = (): z.infer<typeof keptSchema> => {
    const parsed = keptSchema.safeParse(meta.get(metaName) ?? {});
    return parsed.success ? parsed.data : {};
  };
  return {
    value: (key) => all()[key]?.value,
    set: (key, value) => meta.set(metaName, { ...all(), [key]: { value, at: now() } }),
    keys: (prefix) => Object.keys(all()).filter((key) => key.startsWith(prefix)),
    author: (key) => {
      const kept = all()[key];
      return kept ? { device: '', thisDevice: true, at: kept.at } : null;
    },
    onChanged: () => () => undefined,
  };
};
