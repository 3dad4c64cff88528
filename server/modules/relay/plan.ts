import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { SendFrame } from '../../../contract/wire/frames.ts';
import type { LiveRoute } from './routes.ts';

/** Compares the envelopes with the recipient's devices; undefined when each has one for the session it has. */
export const checkDevices = (
  frame: SendFrame,
  route: LiveRoute,
  /** The sending device itself, when the recipient is the sender's own account. */
  ownDeviceId: number | undefined,
): CodedError | undefined => {
  const extra: number[] = [];
  const stale: number[] = [];
  let matched = 0;
  for (const { deviceId, registrationId } of frame.envelopes) {
    const device = deviceId === ownDeviceId ? undefined : route.devices.get(deviceId);
    if (device === undefined) extra.push(deviceId);
    else if (device.registrationId !== registrationId) stale.push(deviceId);
    else matched++;
  }
  const expected = route.devices.size - (ownDeviceId === undefined ? 0 : 1);
  if (
    matched === expected &&
    extra.length === 0 &&
    stale.length === 0 &&
    matched === frame.envelopes.length
  )
    return undefined;
  const named = new Set(frame.envelopes.map(({ deviceId }) => deviceId));
  const missing = [...route.devices.keys()].filter((id) => id !== ownDeviceId && !named.has(id));
  if (missing.length + extra.length + stale.length === 0) return new CodedError('bad_frame');
  return new CodedError('devices_changed', { details: { missing, extra, stale } });
};
