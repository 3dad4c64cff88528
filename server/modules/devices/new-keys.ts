import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { newKeysBytes } from '../../../contract/wire/devices.ts';
import type { DeviceKeys } from '../../../contract/wire/keys.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { Clock } from '../../platform/clock.ts';
import { dayAfter } from '../../platform/days.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { DeviceStore } from '../../store/types/devices.ts';
import type { Ending } from './ending.ts';

export interface RenewalDependencies {
  readonly store: Pick<DeviceStore, 'renewKeys'>;
  readonly clock: Clock;
  /** Throws `proof_invalid`. */
  readonly checkDevice: (identityKey: string, device: DeviceKeys) => void;
  /** That both identities sign that one takes the other's place. Throws `proof_invalid`. */
  readonly checkNewKeys: (
    change: Parameters<typeof newKeysBytes>[0],
    proofs: { readonly proof: string; readonly formerProof: string },
  ) => void;
  /** The account has other devices now, or other keys. */
  readonly onChanged: (accountId: string) => void;
  /** History on its way was sealed for devices that are no more. */
  readonly endTransfers: (accountId: string) => void;
  readonly limits: Pick<ServerLimits, 'formerTokenLifetimeMs'>;
}

/** Another identity key for an account, of which only the calling device is left. */
export const createRenewal =
  ({
    store,
    clock,
    limits,
    checkDevice,
    checkNewKeys,
    ending,
    onChanged,
    endTransfers,
  }: RenewalDependencies & { readonly ending: Ending }): Handlers['renewKeys'] =>
  async ({ identityKey, formerKey, proof, formerProof, device, sealedName }, context) => {
    const by = callerOf(context);
    const { accountId } = by;
    const { signingKey } = device;
    checkDevice(identityKey, device);
    checkNewKeys({ accountId, formerKey, identityKey, signingKey }, { proof, formerProof });
    const now = clock.now();
    const formerTokensUntil = dayAfter(now + limits.formerTokenLifetimeMs);
    const renewed = await ending
      .endOrTell(by, 'keys_replaced', () =>
        store.renewKeys({
          by,
          formerKey,
          identityKey,
          device,
          sealedName,
          now,
          formerTokensUntil,
        }),
      )
      // Whether it was done or not: whoever writes to the account is to look anew.
      .finally(() => onChanged(accountId));
    if (renewed.kind === 'gone') throw new CodedError('unauthorized');
    if (renewed.kind === 'unnoticed') throw new CodedError('bad_request');
    if (renewed.kind === 'refused') throw new CodedError('proof_invalid');
    endTransfers(accountId);
    if (renewed.kind === 'renewed') ending.tell(accountId, renewed.deviceRefs, 'keys_replaced');
    return {};
  };
