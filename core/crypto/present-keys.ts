import { CodedError } from '../../contract/errors/coded-error.ts';
import type { KeysRepository } from '../store/types/keys.ts';
import { createKeyBase, type DeviceAddress, type KeyBase } from './key-base.ts';

/** The keys of the present account, made ready at their first use. */
export interface PresentKeys {
  /** Throws `not_registered` without an account or its keys. */
  readonly of: (own: DeviceAddress | null) => KeyBase;
  /** Other keys have taken their place, or none. */
  readonly forget: () => void;
}

/** Over the database, from which they are read once. `onIdentity` hears of keys that were taken for an account's, after the commit. */
export const createPresentKeys = (
  keys: KeysRepository,
  onIdentity: (accountId: string) => void,
): PresentKeys => {
  let base: KeyBase | null = null;
  return {
    of: (own) => {
      if (base) return base;
      const identity = keys.identity();
      if (!own || !identity) throw new CodedError('not_registered');
      const { keyPair, registrationId } = identity;
      const made = createKeyBase({ keys, own, keyPair, registrationId });
      base = {
        ...made,
        keepIdentity: (accountId, key) => {
          made.keepIdentity(accountId, key);
          onIdentity(accountId);
        },
      };
      return base;
    },
    forget: () => {
      base = null;
    },
  };
};
