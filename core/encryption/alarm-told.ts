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
    readonly keyLog: Pick<KeyLog, 'failure' | 'heardToLook' | 'onToldToLook'>;
    /** Tells the other devices, where there are any. */
    readonly tellOthers: (word: Sync) => void;
  },
): AlarmTold => {
  const { account, keyLog } = options;
  let told: string | null = null;
  let heard = false;
  let isNewThere = false;

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
  return {
    changed,
    sync: {
      toRepeat: () => (present() === null ? [] : [word()]),
      heard: ({ what }) => {
        if (what === 'linked') isNewThere = true;
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
          told = null;
          changed();
        }
        if (!heard) return;
        heard = false;
        keyLog.onToldToLook();
      },
    },
  };
};
