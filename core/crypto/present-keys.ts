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

export const createPresentKeys = (keys: KeysRepository): PresentKeys => {
  let base: KeyBase | null = null;
  return {
    of: (own) => {
      if (base) return base;
      const identity = keys.identity();
      if (!own || !identity) throw new CodedError('not_registered');
      const { keyPair, registrationId } = identity;
      base = createKeyBase({ keys, own, keyPair, registrationId });
      return base;
    },
    forget: () => {
      base = null;
    },
  };
};
