import type { Transaction } from 'kysely';
import type { KeyRenewal, RenewedKeys } from '../types/devices.ts';
import type { AccountParts } from './accounts.ts';
import {
  deleteDeviceRows,
  type ForgetDevices,
  insertOneTimeKeys,
  noteRemoved,
  publishedColumns,
} from './device-rows.ts';
import { rememberTokens } from './former-tokens.ts';
import type { Schema } from './schema.ts';

const endOthers = async (
  trx: Transaction<Schema>,
  { by, now, formerTokensUntil }: KeyRenewal,
  forget: ForgetDevices,
): Promise<readonly number[]> => {
  const { accountRef } = by;
  const rows = await trx
    .selectFrom('devices')
    .select('ref')
    .where('account_ref', '=', accountRef)
    .where('ref', '!=', by.deviceRef)
    .execute();
  const deviceRefs = rows.map(({ ref }) => ref);
  const reason = 'keys_replaced';
  await rememberTokens(trx, deviceRefs, { reason, accountRef, until: formerTokensUntil });
  await noteRemoved(trx, deviceRefs, now);
  await deleteDeviceRows(trx, deviceRefs, forget);
  return deviceRefs;
};

/** Inside a transaction; see `DeviceStore.renewKeys`. */
export const renewKeysInside = async (
  trx: Transaction<Schema>,
  renewal: KeyRenewal,
  { forget, keys }: AccountParts,
): Promise<RenewedKeys> => {
  const { by, device, identityKey } = renewal;
  const present = await trx
    .selectFrom('devices')
    .innerJoin('accounts', 'accounts.ref', 'devices.account_ref')
    .select([
      'accounts.identity_key',
      'devices.registration_id',
      'devices.signing_key',
      'devices.signing_key_signature',
    ])
    .where('devices.ref', '=', by.deviceRef)
    .executeTakeFirst();
  if (present === undefined) return { kind: 'gone' };
  if (present.signing_key !== device.signingKey) return { kind: 'refused' };
  if (present.identity_key === identityKey)
    return {
      kind: present.signing_key_signature === device.signingKeySignature ? 'same' : 'refused',
    };
  if (present.identity_key !== renewal.formerKey) return { kind: 'refused' };
  if (present.registration_id === device.registrationId) return { kind: 'unnoticed' };
  const deviceRefs = await endOthers(trx, renewal, forget);
  // Whoever was to be linked with it was given the former identity.
  await trx.deleteFrom('link_tickets').where('device_ref', '=', by.deviceRef).execute();
  await trx.deleteFrom('one_time_keys').where('device_ref', '=', by.deviceRef).execute();
  await trx
    .updateTable('devices')
    .set({ ...publishedColumns(device), sealed_name: renewal.sealedName })
    .where('ref', '=', by.deviceRef)
    .execute();
  await insertOneTimeKeys(trx, by.deviceRef, 'ec', device.preKeys);
  await insertOneTimeKeys(trx, by.deviceRef, 'kyber', device.kyberPreKeys);
  await trx
    .updateTable('accounts')
    .set({ identity_key: identityKey })
    .where('ref', '=', by.accountRef)
    .execute();
  keys.record(by.accountRef);
  return { kind: 'renewed', deviceRefs };
};
