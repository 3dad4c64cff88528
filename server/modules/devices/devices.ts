import { CodedError } from '../../../contract/errors/coded-error.ts';
import { dayOf } from '../../../contract/policy/fields.ts';
import type { SignedOutReason } from '../../../contract/wire/signed-out.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import { dayAfter } from '../../platform/days.ts';
import { type RandomBytes, randomToken } from '../../platform/random.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { DeviceStore } from '../../store/types/devices.ts';
import type { DeviceRef } from '../../store/types.ts';
import { createEnding } from './ending.ts';
import { createRenewal, type RenewalDependencies } from './new-keys.ts';

export interface DeviceDependencies extends RenewalDependencies {
  readonly store: DeviceStore;
  readonly random: RandomBytes;
  readonly hashToken: (token: string) => Uint8Array<ArrayBuffer>;
  readonly isConnected: (device: DeviceRef) => boolean;
  /** These devices' tokens are worth nothing any more. */
  readonly onRevoked: (devices: readonly DeviceRef[], reason: SignedOutReason) => void;
  readonly limits: Pick<
    ServerLimits,
    'formerTokenLifetimeMs' | 'linkLifetimeMs' | 'maxDevicesPerAccount'
  >;
}

type DeviceHandlers = Pick<
  Handlers,
  'createLinkTicket' | 'addDevice' | 'listDevices' | 'nameDevice' | 'removeDevices' | 'renewKeys'
>;

export const createDeviceHandlers = (dependencies: DeviceDependencies): DeviceHandlers => {
  const { store, clock, random, hashToken, limits } = dependencies;
  const mostDevices = limits.maxDevicesPerAccount;
  const ending = createEnding(dependencies);
  return {
    createLinkTicket: async (_request, context) => {
      const device = callerOf(context);
      const ticket = randomToken(random);
      const expiresAt = clock.now() + limits.linkLifetimeMs;
      const outcome = await store.addTicket(
        { device, expiresAt, tokenHash: hashToken(ticket) },
        mostDevices,
      );
      if (outcome === 'gone') throw new CodedError('unauthorized');
      if (outcome === 'full') throw new CodedError('too_many_devices');
      return { ticket, expiresAt };
    },
    addDevice: async ({ ticket, device, sealedName }) => {
      const ticketHash = hashToken(ticket);
      const found = await store.findTicket(ticketHash, clock.now());
      if (found === null) throw new CodedError('link_expired');
      // An account that gets another identity key loses its tickets: what is checked here still holds when it is written.
      dependencies.checkDevice(found.identityKey, device);
      const token = randomToken(random);
      const added = await store.add({
        ticketHash,
        device,
        sealedName,
        mostDevices,
        now: clock.now(),
        tokenHash: hashToken(token),
      });
      if (added.kind !== 'added')
        throw new CodedError(added.kind === 'full' ? 'too_many_devices' : 'link_expired');
      const { accountId, deviceId } = added.device;
      dependencies.onChanged(accountId);
      const { number, username, findableByNumber } = added.account;
      return { accountId, deviceId, token, number, username, findableByNumber };
    },
    listDevices: async (_request, context) => {
      const devices = await store.list(callerOf(context).accountRef);
      const today = dayOf(clock.now());
      return {
        devices: devices.map(({ deviceRef, activeDay, ...device }) => ({
          ...device,
          activeDay: dependencies.isConnected(deviceRef) ? today : activeDay,
        })),
      };
    },
    nameDevice: async ({ sealedName }, context) => {
      const stands = await store.setName(callerOf(context).deviceRef, sealedName);
      if (!stands) throw new CodedError('unauthorized');
      return {};
    },
    removeDevices: async ({ devices }, context) => {
      const by = callerOf(context);
      const ids = new Set(devices.map(({ deviceId }) => deviceId));
      if (ids.has(by.deviceId) || ids.size < devices.length) throw new CodedError('bad_request');
      const now = clock.now();
      const formerTokensUntil = dayAfter(now + limits.formerTokenLifetimeMs);
      const removed = await ending.endOrTell(by, 'device_removed', () =>
        store.remove({ by, devices, now, formerTokensUntil }),
      );
      if (removed === null) throw new CodedError('unauthorized');
      if (removed.deviceRefs.length === 0) throw new CodedError('not_found');
      ending.tell(by.accountId, removed.deviceRefs, 'device_removed');
      return {};
    },
    renewKeys: createRenewal({ ...dependencies, ending }),
  };
};
