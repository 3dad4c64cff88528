import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { DeviceKeys } from '../../../contract/wire/keys.ts';
import type { OneTimeKey, SignedKey } from '../types.ts';
import type { Schema } from './schema.ts';

/** Inside the transaction: removes what devices sent and no envelope holds. */
export type ForgetDevices = (refs: readonly number[]) => void;

export type KeyKind = 'ec' | 'kyber';

/** Tells a key that left from all others, without keeping it. */
export const keyDigest = (kind: KeyKind, publicKey: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(`${kind}:${publicKey}`).digest().subarray(0, 16));

/** The device's row without its references. */
export const deviceColumns = (device: DeviceKeys, tokenHash: Uint8Array<ArrayBuffer>) => ({
  registration_id: device.registrationId,
  token_hash: tokenHash,
  signing_key: device.signingKey,
  signing_key_signature: device.signingKeySignature,
  signed_pre_key: JSON.stringify(device.signedPreKey),
  last_resort_kyber_pre_key: JSON.stringify(device.lastResortKyberPreKey),
});

/** Adds one-time keys; one that has left before is passed over, one of the same number is replaced. */
export const insertOneTimeKeys = async (
  trx: Transaction<Schema>,
  deviceRef: number,
  kind: KeyKind,
  keys: readonly (OneTimeKey | SignedKey)[],
): Promise<void> => {
  for (const key of keys) {
    const spent = await trx
      .selectFrom('spent_keys')
      .select('device_ref')
      .where('device_ref', '=', deviceRef)
      .where('digest', '=', keyDigest(kind, key.publicKey))
      .executeTakeFirst();
    if (spent !== undefined) continue;
    await trx
      .insertInto('one_time_keys')
      .values({ device_ref: deviceRef, kind, key_id: key.keyId, key: JSON.stringify(key) })
      .onConflict((oc) =>
        oc.columns(['device_ref', 'kind', 'key_id']).doUpdateSet({ key: JSON.stringify(key) }),
      )
      .execute();
  }
};

/** Removes all that belongs to devices, what they sent and what waits for them. */
export const deleteDeviceRows = async (
  trx: Transaction<Schema>,
  refs: readonly number[],
  forgetDevices: ForgetDevices,
): Promise<void> => {
  if (refs.length === 0) return;
  await trx.deleteFrom('one_time_keys').where('device_ref', 'in', refs).execute();
  await trx.deleteFrom('spent_keys').where('device_ref', 'in', refs).execute();
  await trx.deleteFrom('device_sequences').where('device_ref', 'in', refs).execute();
  await trx.deleteFrom('envelopes').where('device_ref', 'in', refs).execute();
  await trx.deleteFrom('envelopes').where('sender_ref', 'in', refs).execute();
  forgetDevices(refs);
  await trx.deleteFrom('devices').where('ref', 'in', refs).execute();
};
