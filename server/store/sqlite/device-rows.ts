import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { DeviceKeys } from '../../../contract/wire/keys.ts';
import type { OneTimeKey, SignedKey } from '../types.ts';
import type { Schema } from './schema.ts';

/** Inside the transaction: removes what devices sent and no envelope holds. */
export type ForgetDevices = (refs: readonly number[]) => void;

export type KeyKind = 'ec' | 'kyber';

/** Tells a key that left from all others, without keeping it. */
export const keyDigest = (kind: KeyKind, publicKey: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(`${kind}:${publicKey}`).digest().subarray(0, 16));

/** What a device publishes, without one-time keys. */
export const publishedColumns = (device: DeviceKeys) => ({
  registration_id: device.registrationId,
  signing_key: device.signingKey,
  signing_key_signature: device.signingKeySignature,
  signed_pre_key: JSON.stringify(device.signedPreKey),
  last_resort_kyber_pre_key: JSON.stringify(device.lastResortKyberPreKey),
});

/** The device's row without its references. */
export const deviceColumns = (device: DeviceKeys, tokenHash: Uint8Array<ArrayBuffer>) => ({
  ...publishedColumns(device),
  token_hash: tokenHash,
});

/** One-time keys of a kind that a device may have on the server at once. */
const maxKeysOfKind = 400;

const isSpent = async (
  trx: Transaction<Schema>,
  deviceRef: number,
  kind: KeyKind,
  publicKey: string,
): Promise<boolean> => {
  const found = await trx
    .selectFrom('spent_keys')
    .select('device_ref')
    .where('device_ref', '=', deviceRef)
    .where('digest', '=', keyDigest(kind, publicKey))
    .executeTakeFirst();
  return found !== undefined;
};

const lastKeyIds = async (
  trx: Transaction<Schema>,
  deviceRef: number,
): Promise<ReadonlyMap<KeyKind, number>> => {
  const rows = await trx
    .selectFrom('last_key_ids')
    .select(['kind', 'key_id'])
    .where('device_ref', '=', deviceRef)
    .execute();
  return new Map(rows.map((row) => [row.kind, row.key_id]));
};

/**
 * Adds one-time keys. Ids only rise: a key whose id is not above all that the device published before is passed over, so
 * that each comes in once and, since it is removed when it is handed out, leaves once. So is what is beyond the most that
 * may wait.
 */
export const insertOneTimeKeys = async (
  trx: Transaction<Schema>,
  deviceRef: number,
  kind: KeyKind,
  keys: readonly (OneTimeKey | SignedKey)[],
): Promise<void> => {
  let last = (await lastKeyIds(trx, deviceRef)).get(kind) ?? -1;
  const before = last;
  const present = await trx
    .selectFrom('one_time_keys')
    .select('key')
    .where('device_ref', '=', deviceRef)
    .where('kind', '=', kind)
    .execute();
  const published = new Set(present.map(({ key }) => (JSON.parse(key) as OneTimeKey).publicKey));
  for (const key of [...keys].sort((one, other) => one.keyId - other.keyId)) {
    if (key.keyId <= last || published.size >= maxKeysOfKind) continue;
    if (published.has(key.publicKey)) continue;
    if (await isSpent(trx, deviceRef, kind, key.publicKey)) continue;
    last = key.keyId;
    published.add(key.publicKey);
    await trx
      .insertInto('one_time_keys')
      .values({ device_ref: deviceRef, kind, key_id: key.keyId, key: JSON.stringify(key) })
      .execute();
  }
  if (last === before) return;
  await trx
    .insertInto('last_key_ids')
    .values({ device_ref: deviceRef, kind, key_id: last })
    .onConflict((oc) => oc.columns(['device_ref', 'kind']).doUpdateSet({ key_id: last }))
    .execute();
};

export const deviceStands = async (db: Kysely<Schema>, ref: number): Promise<boolean> =>
  (await db.selectFrom('devices').select('ref').where('ref', '=', ref).executeTakeFirst()) !==
  undefined;

export interface NewDevice {
  readonly accountRef: number;
  readonly deviceId: number;
  readonly now: number;
  readonly device: DeviceKeys;
  readonly tokenHash: Uint8Array<ArrayBuffer>;
  readonly sealedName: string | null;
  /** Of a device that is new to the account 1: it has seen nothing else than what is here. */
  readonly choicesFromSequence: number | null;
}

/** A device without one-time keys. Gives its reference. */
export const insertDevice = async (trx: Transaction<Schema>, input: NewDevice): Promise<number> => {
  const { ref } = await trx
    .insertInto('devices')
    .values({
      account_ref: input.accountRef,
      device_id: input.deviceId,
      created_at: input.now,
      sealed_name: input.sealedName,
      choices_from_sequence: input.choicesFromSequence,
      ...deviceColumns(input.device, input.tokenHash),
    })
    .returning('ref')
    .executeTakeFirstOrThrow();
  await trx.insertInto('device_sequences').values({ device_ref: ref, reserved_seq: 0 }).execute();
  return ref;
};

/** What devices of an account sent goes from everybody's queue, of those that are no more, too. */
export const deleteSent = async (trx: Transaction<Schema>, accountRef: number): Promise<void> => {
  const present = trx.selectFrom('devices').select('ref').where('account_ref', '=', accountRef);
  const removed = trx
    .selectFrom('removed_devices')
    .select('ref')
    .where('account_ref', '=', accountRef);
  await trx.deleteFrom('envelopes').where('sender_ref', 'in', present.union(removed)).execute();
  await trx.deleteFrom('removed_devices').where('account_ref', '=', accountRef).execute();
};

/** Devices go and their account stays: what they sent still counts as its share of the queues that it waits in. */
export const noteRemoved = async (
  trx: Transaction<Schema>,
  refs: readonly number[],
  now: number,
): Promise<void> => {
  const rows = trx
    .selectFrom('devices')
    .select((eb) => ['ref', 'account_ref', eb.val(now).as('removed_at')])
    .where('ref', 'in', refs);
  await trx
    .insertInto('removed_devices')
    .columns(['ref', 'account_ref', 'removed_at'])
    .expression(rows)
    .execute();
};

/** Removes all that belongs to devices and what waits for them; what they sent to others stays. */
export const deleteDeviceRows = async (
  trx: Transaction<Schema>,
  refs: readonly number[],
  forgetDevices: ForgetDevices,
): Promise<void> => {
  if (refs.length === 0) return;
  await trx.deleteFrom('one_time_keys').where('device_ref', 'in', refs).execute();
  await trx.deleteFrom('last_key_ids').where('device_ref', 'in', refs).execute();
  await trx.deleteFrom('spent_keys').where('device_ref', 'in', refs).execute();
  await trx.deleteFrom('device_sequences').where('device_ref', 'in', refs).execute();
  await trx.deleteFrom('envelopes').where('device_ref', 'in', refs).execute();
  await trx.deleteFrom('link_tickets').where('device_ref', 'in', refs).execute();
  forgetDevices(refs);
  await trx.deleteFrom('devices').where('ref', 'in', refs).execute();
};
