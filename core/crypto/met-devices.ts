import { maxRegistrationId } from '../../contract/ids.ts';
import type { PeerDevice, PeerDevicesRepository } from '../store/types/peer-devices.ts';
import { addressName, type DeviceAddress } from './key-base.ts';

/** Devices that began sessions, or were to, in one unit of work. */
export interface MetDevices {
  /** `isKnown`: the identity key (serialised) is the one that is in use of the account. */
  readonly add: (
    peer: DeviceAddress,
    registrationId: number,
    identityKey: Uint8Array,
    isKnown: boolean,
  ) => void;
  readonly forget: (peer: DeviceAddress) => void;
  /** Inside a transaction. `at`: milliseconds. */
  readonly write: (at: number) => void;
  /** Accounts of which a device was written that was not known, under the key in use. */
  readonly newTo: () => readonly string[];
}

/** None yet. */
export const createMetDevices = (keys: Pick<PeerDevicesRepository, 'meet'>): MetDevices => {
  const met = new Map<string, { readonly device: PeerDevice; readonly isKnown: boolean }>();
  let newTo: readonly string[] = [];
  return {
    add: (peer, registrationId, identityKey, isKnown) => {
      // It stands in what was sent, which may be anything.
      if (registrationId < 1 || registrationId > maxRegistrationId) return;
      met.set(addressName(peer), { device: { ...peer, registrationId, identityKey }, isKnown });
    },
    forget: (peer) => void met.delete(addressName(peer)),
    write: (at) => {
      if (met.size === 0) return;
      const all = [...met.values()];
      const known = new Set(all.flatMap((one) => (one.isKnown ? [one.device.accountId] : [])));
      newTo = keys
        .meet(
          all.map(({ device }) => device),
          at,
        )
        .filter((accountId) => known.has(accountId));
    },
    newTo: () => newTo,
  };
};
