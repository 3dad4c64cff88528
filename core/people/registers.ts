import { hasSeen, type RegisterWrite, writeId } from '../../contract/settings/registers/write.ts';
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
  /** Several at once, the same way. */
  readonly setAll: (changes: readonly { readonly key: string; readonly value: unknown }[]) => void;
  /** The values that were written, by whom and when, newest first, as far as they are kept. */
  readonly written: (key: string) => readonly (RegisterAuthor & { readonly value: unknown })[];
  /** Of those the ones that whoever wrote the newest did not know of. */
  readonly apart: (key: string) => readonly unknown[];
  readonly keys: (prefix: string) => readonly string[];
  /** Whether what the account has is known here. A new device waits for it, and decides nothing for the account until then. */
  readonly isKnown: () => boolean;
  readonly author: (key: string) => RegisterAuthor | null;
  /** Names the newest write: another one is another name. Null when it was never set. */
  readonly newest: (key: string) => string | null;
  /** Told which changed, here or elsewhere; after the commit. */
  readonly onChanged: (listener: (keys: readonly string[]) => void) => Unsubscribe;
}

/** The account's registers as people need them. What is set is told to the others once the transaction around it is on the disk. */
export const createPeopleRegisters = (
  context: Pick<Context, 'onUnexpected'>,
  registers: Registers,
): PeopleRegisters => {
  const setAll: PeopleRegisters['setAll'] = (changes) => {
    if (changes.length === 0) return;
    const written = registers.write(changes);
    const mine = changes.map(({ key }) => ({ key, write: registers.register(key)[0] }));
    // The transaction is over by then, since none is asynchronous; one that was rolled back left nothing.
    queueMicrotask(() =>
      attempt(context, 'registers', () => {
        const isThere = ({ key, write }: (typeof mine)[number]): boolean =>
          write !== undefined &&
          registers.register(key).some((one) => writeId(one) === writeId(write));
        if (mine.some(isThere)) registers.committed(written);
      }),
    );
  };
  const toAuthor = ({ device, at, replica }: RegisterWrite): RegisterAuthor => ({
    device,
    thisDevice: replica === registers.state().replica,
    at,
  });
  return {
    value: (key) => (registers.register(key).length === 0 ? undefined : registers.value(key)),
    set: (key, value) => setAll([{ key, value }]),
    setAll,
    written: (key) =>
      registers.register(key).map((write) => ({ ...toAuthor(write), value: write.value })),
    apart: (key) => {
      const [newest, ...rest] = registers.register(key);
      return newest ? rest.filter((one) => !hasSeen(newest, one)).map(({ value }) => value) : [];
    },
    keys: registers.keys,
    isKnown: () => !registers.state().unknown,
    author: (key) => {
      const [newest] = registers.register(key);
      return newest ? toAuthor(newest) : null;
    },
    newest: (key) => {
      const [newest] = registers.register(key);
      return newest ? writeId(newest) : null;
    },
    onChanged: (listener) => registers.onChanged((keys) => listener([...keys])),
  };
};
