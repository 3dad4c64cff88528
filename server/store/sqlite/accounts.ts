import type { Kysely, Transaction } from 'kysely';
import type { AccountStore, NewAccount, RemovedAccount } from '../types.ts';
import { removeDisclosures } from './affiliate.ts';
import {
  deleteDeviceRows,
  deleteSent,
  deviceColumns,
  type ForgetDevices,
  insertDevice,
  insertOneTimeKeys,
  noteRemoved,
} from './device-rows.ts';
import { isUniqueViolation } from './errors.ts';
import { createFormerTokens, releaseTokens, rememberTokens, wipeTokens } from './former-tokens.ts';
import type { KeyRecorder } from './key-map.ts';
import { removePeopleRows } from './people.ts';
import type { Schema } from './schema.ts';

/** What goes on beside the tables, inside their transactions. */
export interface AccountParts {
  readonly forget: ForgetDevices;
  readonly keys: KeyRecorder;
}

/** `tokensUntil` null: deleted by its owner, and nothing is remembered of its tokens. */
const removeAccount = async (
  trx: Transaction<Schema>,
  ref: number,
  tokensUntil: number | null,
  { forget, keys }: AccountParts,
): Promise<RemovedAccount | null> => {
  const account = await trx
    .selectFrom('accounts')
    .select(['id', 'number'])
    .where('ref', '=', ref)
    .executeTakeFirst();
  if (account === undefined) return null;
  const devices = await trx
    .selectFrom('devices')
    .select('ref')
    .where('account_ref', '=', ref)
    .execute();
  const deviceRefs = devices.map((device) => device.ref);
  if (tokensUntil === null) await wipeTokens(trx, ref);
  else {
    await releaseTokens(trx, ref);
    const reason = 'number_registered_again';
    await rememberTokens(trx, deviceRefs, { reason, accountRef: null, until: tokensUntil });
  }
  await deleteSent(trx, ref);
  await deleteDeviceRows(trx, deviceRefs, forget);
  await trx.deleteFrom('account_manifests').where('account_ref', '=', ref).execute();
  await trx.deleteFrom('findable_numbers').where('account_ref', '=', ref).execute();
  await trx.deleteFrom('registrations').where('number', '=', account.number).execute();
  await trx.deleteFrom('consent_records').where('account_ref', '=', ref).execute();
  await removeDisclosures(trx, ref);
  await removePeopleRows(trx, ref);
  await trx.deleteFrom('accounts').where('ref', '=', ref).execute();
  keys.recordGone(ref, account.id);
  return { accountRef: ref, accountId: account.id, deviceRefs };
};

const setFindable = async (
  trx: Transaction<Schema>,
  ref: number,
  findable: boolean,
): Promise<void> => {
  await trx.deleteFrom('findable_numbers').where('account_ref', '=', ref).execute();
  if (!findable) return;
  const from = trx.selectFrom('accounts').select(['number', 'ref', 'id']).where('ref', '=', ref);
  await trx
    .insertInto('findable_numbers')
    .columns(['number', 'account_ref', 'account_id'])
    .expression(from)
    .execute();
};

/** The proving device gets its new keys and token; what waits for it stays as long as its sessions do. */
const renewDevice = async (
  trx: Transaction<Schema>,
  deviceRef: number,
  input: NewAccount,
  forget: ForgetDevices,
): Promise<number> => {
  const former = await trx
    .selectFrom('devices')
    .select(['registration_id', 'account_ref', 'device_id'])
    .where('ref', '=', deviceRef)
    .executeTakeFirstOrThrow();
  await rememberTokens(trx, [deviceRef], {
    reason: 'device_removed',
    accountRef: former.account_ref,
    until: input.formerTokensUntil,
  });
  if (former.registration_id !== input.device.registrationId) {
    await noteRemoved(trx, [deviceRef], input.now);
    await deleteDeviceRows(trx, [deviceRef], forget);
    return insertDevice(trx, {
      ...input,
      accountRef: former.account_ref,
      deviceId: former.device_id,
      sealedName: null,
      choicesFromSequence: null,
    });
  }
  await trx.deleteFrom('one_time_keys').where('device_ref', '=', deviceRef).execute();
  await trx
    .updateTable('devices')
    .set(deviceColumns(input.device, input.tokenHash))
    .where('ref', '=', deviceRef)
    .execute();
  return deviceRef;
};

const createInside = async (trx: Transaction<Schema>, input: NewAccount, parts: AccountParts) => {
  const registration = await trx
    .deleteFrom('registrations')
    .where('token_hash', '=', input.registrationTokenHash)
    .returning(['number', 'expires_at'])
    .executeTakeFirst();
  if (registration === undefined || registration.expires_at <= input.now)
    return { kind: 'expired' } as const;
  const present = await trx
    .selectFrom('accounts')
    .select(['ref', 'id', 'identity_key'])
    .where('number', '=', registration.number)
    .executeTakeFirst();
  const { proof } = input;
  let accountRef: number;
  let deviceRef: number;
  let accountId = input.accountId;
  let deviceId = 1;
  let removed: RemovedAccount | null = null;
  if (
    present !== undefined &&
    proof !== null &&
    present.ref === proof.accountRef &&
    present.identity_key === input.identityKey
  ) {
    accountRef = present.ref;
    accountId = present.id;
    deviceId = proof.deviceId;
    deviceRef = await renewDevice(trx, proof.deviceRef, input, parts.forget);
  } else {
    if (present !== undefined)
      removed = await removeAccount(trx, present.ref, input.formerTokensUntil, parts);
    const { ref } = await trx
      .insertInto('accounts')
      .values({
        id: accountId,
        number: registration.number,
        identity_key: input.identityKey,
        username: null,
        created_at: input.now,
      })
      .returning('ref')
      .executeTakeFirstOrThrow();
    accountRef = ref;
    deviceRef = await insertDevice(trx, {
      ...input,
      accountRef,
      deviceId,
      sealedName: null,
      choicesFromSequence: 1,
    });
  }
  await insertOneTimeKeys(trx, deviceRef, 'ec', input.device.preKeys);
  await insertOneTimeKeys(trx, deviceRef, 'kyber', input.device.kyberPreKeys);
  await setFindable(trx, accountRef, input.findableByNumber);
  parts.keys.record(accountRef);
  return {
    kind: 'created',
    device: { accountRef, accountId, deviceRef, deviceId },
    removed,
  } as const;
};

export const readAccount = async (db: Kysely<Schema>, ref: number) => {
  const row = await db
    .selectFrom('accounts')
    .leftJoin('findable_numbers', 'findable_numbers.account_ref', 'accounts.ref')
    .select([
      'accounts.id',
      'accounts.number',
      'accounts.username',
      'accounts.identity_key',
      'findable_numbers.account_id as findable',
    ])
    .where('accounts.ref', '=', ref)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, number, username, identity_key: identityKey, findable } = row;
  return { accountId: id, number, username, identityKey, findableByNumber: findable !== null };
};

export const createAccountStore = (db: Kysely<Schema>, parts: AccountParts): AccountStore => ({
  create: (input) => db.transaction().execute((trx) => createInside(trx, input, parts)),
  authenticate: async (accountId, deviceId) => {
    const row = await db
      .selectFrom('devices')
      .innerJoin('accounts', 'accounts.ref', 'devices.account_ref')
      .select(['devices.ref', 'devices.account_ref', 'devices.token_hash'])
      .where('accounts.id', '=', accountId)
      .where('devices.device_id', '=', deviceId)
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      accountRef: row.account_ref,
      accountId,
      deviceRef: row.ref,
      deviceId,
      tokenHash: row.token_hash,
    };
  },
  get: (ref) => readAccount(db, ref),
  remove: (ref) => db.transaction().execute((trx) => removeAccount(trx, ref, null, parts)),
  ...createFormerTokens(db),
  setUsername: async (ref, username) => {
    try {
      await db.transaction().execute(async (trx) => {
        await trx.updateTable('accounts').set({ username }).where('ref', '=', ref).execute();
        parts.keys.record(ref);
      });
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  },
  setFindable: (ref, findable) =>
    db.transaction().execute(async (trx) => {
      await setFindable(trx, ref, findable);
      parts.keys.record(ref);
    }),
  findByNumber: async (number) => {
    const row = await db
      .selectFrom('findable_numbers')
      .select('account_id')
      .where('number', '=', number)
      .executeTakeFirst();
    return row?.account_id ?? null;
  },
  findByUsername: async (username) => {
    const row = await db
      .selectFrom('accounts')
      .select('id')
      .where('username', '=', username)
      .executeTakeFirst();
    return row?.id ?? null;
  },
});
