import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { DeviceKeys } from '../../../contract/wire/keys.ts';
import type { SignedOutReason } from '../../../contract/wire/signed-out.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { Clock } from '../../platform/clock.ts';
import { dayAfter } from '../../platform/days.ts';
import { type RandomBytes, randomToken, randomUuid } from '../../platform/random.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { AccountStore, RemovedAccount } from '../../store/types.ts';
import { chooseUsername } from './username.ts';

export interface AccountDependencies {
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly hashToken: (token: string) => Uint8Array<ArrayBuffer>;
  /** Throws `proof_invalid`. */
  readonly checkDevice: (identityKey: string, device: DeviceKeys) => void;
  /** The account has other devices now, or other keys. */
  readonly onChanged: (accountId: string) => void;
  /** An account is no more, and with it all that it had sent. */
  readonly onRemoved: (account: RemovedAccount) => void;
  /** These devices' tokens are worth nothing any more. */
  readonly onRevoked: (deviceRefs: readonly number[], reason: SignedOutReason) => void;
  /** Resolves when everybody is told who is found by this. */
  readonly whenSaid: (kind: 'number' | 'username', value: string) => Promise<void>;
  readonly limits: Pick<ServerLimits, 'formerTokenLifetimeMs'>;
}

type AccountHandlers = Pick<
  Handlers,
  | 'createAccount'
  | 'getAccount'
  | 'deleteAccount'
  | 'setUsername'
  | 'setFindable'
  | 'lookupNumber'
  | 'lookupUsername'
>;

const found = (accountId: string | null): { accountId: string } => {
  if (accountId === null) throw new CodedError('recipient_not_found');
  return { accountId };
};

export const createAccountHandlers = (dependencies: AccountDependencies): AccountHandlers => {
  const { store, clock, random, hashToken } = dependencies;
  const tellRemoved = (removed: RemovedAccount | null, reason: SignedOutReason): void => {
    if (removed === null) return;
    dependencies.onRemoved(removed);
    dependencies.onRevoked(removed.deviceRefs, reason);
  };

  return {
    createAccount: async (request, { caller }) => {
      dependencies.checkDevice(request.identityKey, request.device);
      const token = randomToken(random);
      const now = clock.now();
      const created = await store.create({
        registrationTokenHash: hashToken(request.registrationToken),
        now,
        accountId: randomUuid(random),
        identityKey: request.identityKey,
        findableByNumber: request.findableByNumber,
        device: request.device,
        tokenHash: hashToken(token),
        formerTokensUntil: dayAfter(now + dependencies.limits.formerTokenLifetimeMs),
        proof: caller,
      });
      if (created.kind === 'expired') throw new CodedError('code_expired');
      const { accountId, deviceId } = created.device;
      dependencies.onChanged(accountId);
      if (caller?.accountId === accountId)
        dependencies.onRevoked([caller.deviceRef], 'device_removed');
      tellRemoved(created.removed, 'number_registered_again');
      return { accountId, deviceId, token, hadAccount: created.removed !== null };
    },
    getAccount: async (_request, context) => {
      const { accountRef, deviceId } = callerOf(context);
      const account = await store.get(accountRef);
      if (account === null) throw new CodedError('unauthorized');
      const { accountId, number, username, findableByNumber } = account;
      return { accountId, deviceId, number, username, findableByNumber };
    },
    deleteAccount: async (_request, context) => {
      tellRemoved(await store.remove(callerOf(context).accountRef), 'account_deleted');
      return {};
    },
    setUsername: async ({ name }, context) => {
      const { accountRef } = callerOf(context);
      if (name === null) {
        await store.setUsername(accountRef, null);
        return { username: null };
      }
      const username = await chooseUsername(name, random, (candidate) =>
        store.setUsername(accountRef, candidate),
      );
      return { username };
    },
    setFindable: async ({ findableByNumber }, context) => {
      await store.setFindable(callerOf(context).accountRef, findableByNumber);
      return { findableByNumber };
    },
    lookupNumber: async ({ number }) => {
      await dependencies.whenSaid('number', number);
      return found(await store.findByNumber(number));
    },
    lookupUsername: async ({ username }) => {
      await dependencies.whenSaid('username', username);
      return found(await store.findByUsername(username));
    },
  };
};
