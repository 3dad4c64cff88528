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

/** What the others were told last: the account, and what it was. Over a crash, after which what was found has to be told still, and once. */
const name = 'key-log.alarmTold';

/** Over what the log of keys came to here. */
export const createAlarmTold = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  options: {
    readonly account: Pick<Account, 'ready'>;
    readonly keyLog: Pick<KeyLog, 'failure' | 'heardToLook' | 'onToldToLook'>;
    /** Inside a transaction: what has to be done after its commit for the other devices to be told; null where there are none. */
    readonly tellOthers: (word: Sync) => (() => void) | null;
  },
): AlarmTold => {
  const { account, keyLog } = options;
  const { meta } = store;
  let heard = false;
  let isNewThere = false;

  const present = (): string | null => {
    const own = account.ready()?.accountId;
    const failure = own === undefined ? null : keyLog.failure(own, null);
    return failure && `${own} ${failure}`;
  };
  const word = (): Sync => ({ what: 'key_alarm', at: clock.now() });
  const forget = (): void => {
    if (meta.get(name) !== undefined) meta.remove(name);
  };
  const changed = (): void => {
    const now = present();
    if (now === (meta.get(name) ?? null)) return;
    const tell = store.transaction(() => {
      const told = now === null ? null : options.tellOthers(word());
      // Where there is nobody, whoever comes is told.
      if (told === null) forget();
      else meta.set(name, now);
      return told;
    });
    tell?.();
  };
  return {
    changed,
    sync: {
      toRepeat: () => (present() === null ? [] : [word()]),
      heard: ({ what }) => {
        if (what === 'linked') {
          isNewThere = true;
          forget();
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
