import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import type { Unsubscribe } from '../platform/types.ts';
import type { Registers } from './registers.ts';

const key = 'privacy.findableByNumber';

/**
 * Follows what another device chose about being found by number. The device that chose has told the server; where devices disagree,
 * the stricter is told by whoever sees it. Nobody but the person makes it looser: that is only asked about.
 */
export const createFindable = (
  context: Pick<Context, 'onUnexpected'>,
  registers: Pick<Registers, 'effective' | 'onChanged'>,
  account: Pick<Account, 'ready' | 'setFindable' | 'learnFindable'>,
): { readonly look: () => void; readonly close: Unsubscribe } => {
  const look = (): void => {
    const ready = account.ready();
    const chosen = registers.effective(key);
    if (!ready || !chosen || chosen.heads.length === 0) return;
    if (chosen.value === ready.findableByNumber) return;
    const follow = chosen.value === true ? account.learnFindable() : account.setFindable(false);
    follow.catch((error: unknown) => {
      // Offline, or the account went: the next connection asks again.
      if (!isCodedError(error)) context.onUnexpected('findable by number', error);
    });
  };
  return {
    look,
    close: registers.onChanged((keys) => {
      if (keys.has(key)) look();
    }),
  };
};
