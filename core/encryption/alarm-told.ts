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

/** Over what the log of keys came to here. */
export const createAlarmTold = (
  { clock }: Pick<Context, 'clock'>,
  options: {
    readonly account: Pick<Account, 'ready'>;
    readonly keyLog: Pick<KeyLog, 'failure' | 'lookNow'>;
    /** Tells the other devices, where there are any. */
    readonly tellOthers: (word: Sync) => void;
  },
): AlarmTold => {
  const { account, keyLog } = options;
  let told: string | null = null;
  let heard = false;
  let isNewThere = false;
  let looking: Promise<void> | null = null;

  const present = (): string | null => {
    const own = account.ready()?.accountId;
    return own === undefined ? null : keyLog.failure(own, null);
  };
  const word = (): Sync => ({ what: 'key_alarm', at: clock.now() });
  const changed = (): void => {
    const now = present();
    if (now === told) return;
    told = now;
    if (now !== null) options.tellOthers(word());
  };
  /** However often it is told, one look is made at a time: what is said is not believed, and costs no more than that. */
  const look = (): void => {
    const own = account.ready()?.accountId;
    if (own === undefined || looking !== null) return;
    looking = keyLog
      .lookNow(own)
      // Without a connection it is told again, or looked at within the day.
      .catch(() => undefined)
      .finally(() => {
        looking = null;
      });
  };

  return {
    changed,
    sync: {
      toRepeat: () => (present() === null ? [] : [word()]),
      heard: ({ what }) => {
        if (what === 'key_alarm') heard = true;
        else if (what === 'linked') isNewThere = true;
      },
      committed: () => {
        if (isNewThere) {
          isNewThere = false;
          told = null;
          changed();
        }
        if (!heard) return;
        heard = false;
        // Who stands in alarm already has nothing to learn.
        if (present() === null) look();
      },
    },
  };
};
