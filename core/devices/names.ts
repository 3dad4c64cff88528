import { displayNameSchema } from '../../contract/ids.ts';
import { pad, unpad } from '../../contract/padding.ts';
import { bytesToUtf8, utf8ToBytes } from '../../contract/utf8.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import type { Random } from '../platform/types.ts';
import { openFromOwn, type SyncSecret, sealForOwn } from './sync-key.ts';

const nameBlockBytes = 128;

/** A device's name as the server keeps it: padded, sealed for the account's devices, bound to the device's signing key (base64). */
export const sealDeviceName = (
  secret: SyncSecret,
  signingKey: string,
  name: string,
  random: Random,
): string =>
  toBase64(
    sealForOwn(secret, 'device-name', signingKey, pad(utf8ToBytes(name), nameBlockBytes), random),
  );

/** The name; null for one that no device of the account gave this one. */
export const openDeviceName = (
  secret: SyncSecret,
  signingKey: string,
  sealed: string | null,
): string | null => {
  const padded = sealed && openFromOwn(secret, 'device-name', signingKey, fromBase64(sealed));
  if (!padded) return null;
  try {
    const parsed = displayNameSchema.safeParse(bytesToUtf8(unpad(padded)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};
