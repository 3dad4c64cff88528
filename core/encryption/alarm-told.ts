import * as z from 'zod/mini';
import type { Sync } from '../../contract/content/schema.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import type { KeyLog } from '../key-log/key-log.ts';
import type { SyncIn } from '../sync/types.ts';

/** That nothing goes to anybody is told to the account's other devices, each of which looks for itself at once. */
export interface AlarmTold {
  /** What counts for every chat may be something else; after the commit. */
  readonly changed: () => void;
  readonly sync: SyncIn;
}

/** Of what the others were told, with the account that it was of. Over a crash, after which what was found has to be told still, and once. */
const name = 'key-log.alarmTold';
const toldSchema = z.array(z.string());

/** Over what the log of keys came to here. */
export const createAlarmTold = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  options: {
    readonly account: Pick<Account, 'ready'>;
    readonly keyLog: Pick<KeyLog, 'failuresOfAll' | 'heardToLook' | 'onToldToLook'>;
    /** Inside a transaction: what has to be done after its commit for the other devices to be told; null where there are none. */
    readonly tellOthers: (word: Sync) => (() => void) | null;
  },
): AlarmTold => {
  const { account, keyLog } = options;
  const { meta } = store;
  let heard = false;
  let isNewThere = false;

  const present = (): readonly string[] => {
    const own = account.ready()?.accountId;
    return own === undefined ? [] : keyLog.failuresOfAll().map((by) => `${own} ${by}`);
  };
  const told = (): readonly string[] => toldSchema.safeParse(meta.get(name)).data ?? [];
  const word = (): Sync => ({ what: 'key_alarm', at: clock.now() });
  const keep = (now: readonly string[]): void => {
    if (now.length > 0) meta.set(name, now);
    else if (meta.get(name) !== undefined) meta.remove(name);
  };
  const changed = (): void => {
    const [now, before] = [present(), told()];
    const isTold = now.every((one) => before.includes(one));
    if (isTold && now.length === before.length) return;
    const tell = store.transaction(() => {
      const telling = isTold ? null : options.tellOthers(word());
      // Where there is nobody, whoever comes is told.
      const isSaid = isTold || telling !== null;
      keep(isSaid ? now : now.filter((one) => before.includes(one)));
      return telling;
    });
    tell?.();
  };
  return {
    changed,
    sync: {
      toRepeat: () => (present().length === 0 ? [] : [word()]),
      heard: ({ what }) => {
        if (what === 'linked') {
          isNewThere = true;
          keep([]);
        }
        if (what !== 'key_alarm') return;
        const own = account.ready()?.accountId;
        // Also in alarm: it may end by a look that began before, and the word be of something later.
        if (own === undefined) return;
        keyLog.heardToLook(own);
        heard = true;
      },
      committed: () => {
        if (isNewThere) {
          isNewThere = false;
          changed();
        }
        if (!heard) return;
        heard = false;
        keyLog.onToldToLook();
      },
    },
  };
};
