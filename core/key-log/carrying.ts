import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { type Carrying, createCarrying } from '../log/carrying.ts';

/**
 * Checkpoints of the log of keys between people who write to each other and between the devices of one. A person's first words count as
 * well: who is shown other keys than they are is told before anything is answered.
 */
export const createKeyCarrying = (
  context: Context,
  account: Pick<Account, 'pin' | 'ready'>,
): Carrying =>
  createCarrying(context, {
    log: 'keys',
    serverKey: () => account.pin()?.publicKey ?? null,
    ownId: () => account.ready()?.accountId ?? null,
    hearsStrangers: true,
  });
