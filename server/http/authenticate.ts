import { createHash, timingSafeEqual } from 'node:crypto';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { AccountStore, Device } from '../store/types.ts';

const form =
  /^Bearer ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,3})\.([A-Za-z0-9_-]{43})$/;

/** What the store keeps of a token. A token is 32 random bytes, so that a plain hash hides it. */
export const hashToken = (token: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(token).digest());

/**
 * The device that an Authorization header names and proves. Throws `unauthorized`; to who shows a token that was a device's
 * with the reason why it is one no more. Tells of a wrong token for a device that there is.
 */
export const authenticate = async (
  accounts: AccountStore,
  header: string | undefined,
  onWrong: (device: Device) => void = () => undefined,
): Promise<Device> => {
  const [, accountId, deviceId, token] = form.exec(header ?? '') ?? [];
  if (accountId === undefined || token === undefined) throw new CodedError('unauthorized');
  const hash = hashToken(token);
  const device = await accounts.authenticate(accountId, Number(deviceId));
  if (!timingSafeEqual(hash, device?.tokenHash ?? new Uint8Array(32)) || device === null) {
    if (device !== null) onWrong(device);
    const former = await accounts.findFormerToken(hash);
    if (former === null) throw new CodedError('unauthorized');
    const { reason, farewell } = former;
    const details = farewell === null ? { reason } : { reason, farewell };
    throw new CodedError('unauthorized', { details });
  }
  return device;
};
