import { writeId } from '../../contract/settings/registers/write.ts';
import { attempt, type Context } from '../context.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { Registers } from '../settings/registers.ts';

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
  /** Whether what the account has is known here. A new device waits for it, and decides nothing for the account until then. */
  readonly isKnown: () => boolean;
  readonly author: (key: string) => RegisterAuthor | null;
  /** Told of keys that another device changed; after the commit. */
  readonly onChanged: (listener: (keys: readonly string[]) => void) => Unsubscribe;
}

/** The account's registers as people need them. What is set is told to the others once the transaction around it is on the disk. */
export const createPeopleRegisters = (
  context: Pick<Context, 'onUnexpected'>,
  registers: Registers,
): PeopleRegisters => ({
  value: (key) => (registers.register(key).length === 0 ? undefined : registers.value(key)),
  set: (key, value) => {
    const written = registers.write([{ key, value }]);
    const mine = registers.register(key)[0];
    // The transaction is over by then, since none is asynchronous; one that was rolled back left nothing.
    queueMicrotask(() =>
      attempt(context, 'registers', () => {
        if (registers.register(key).some((write) => mine && writeId(write) === writeId(mine)))
          registers.committed(written);
      }),
    );
  },
  keys: registers.keys,
  isKnown: () => !registers.state().unknown,
  author: (key) => {
    const [newest] = registers.register(key);
    if (!newest) return null;
    const { device, at, replica } = newest;
    return { device, thisDevice: replica === registers.state().replica, at };
  },
  onChanged: (listener) => registers.onChanged((keys) => listener([...keys])),
});
