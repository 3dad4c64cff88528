import { type Kysely, sql, type Transaction } from 'kysely';
import type { KeyCounts, KeyStore, OneTimeKey, SignedKey } from '../types.ts';
import { insertOneTimeKeys, type KeyKind } from './device-rows.ts';
import type { Schema } from './schema.ts';

const takeOne = async <Key extends OneTimeKey | SignedKey>(
  trx: Transaction<Schema>,
  deviceRef: number,
  kind: KeyKind,
): Promise<Key | null> => {
  const next = trx
    .selectFrom('one_time_keys')
    .select('key_id')
    .where('device_ref', '=', deviceRef)
    .where('kind', '=', kind)
    .orderBy('key_id')
    .limit(1);
  const row = await trx
    .deleteFrom('one_time_keys')
    .where('device_ref', '=', deviceRef)
    .where('kind', '=', kind)
    .where('key_id', '=', next)
    .returning('key')
    .executeTakeFirst();
  if (row === undefined) return null;
  return JSON.parse(row.key) as Key;
};

const countKeys = async (db: Kysely<Schema>, deviceRef: number): Promise<KeyCounts> => {
  const rows = await db
    .selectFrom('one_time_keys')
    .select(['kind', sql<number>`count(*)`.as('count')])
    .where('device_ref', '=', deviceRef)
    .groupBy('kind')
    .execute();
  const of = (kind: KeyKind) => Number(rows.find((row) => row.kind === kind)?.count ?? 0);
  return { preKeyCount: of('ec'), kyberPreKeyCount: of('kyber') };
};

export const createKeyStore = (db: Kysely<Schema>): KeyStore => ({
  take: (accountId, deviceIds, except) =>
    db.transaction().execute(async (trx) => {
      const account = await trx
        .selectFrom('accounts')
        .select(['ref', 'identity_key'])
        .where('id', '=', accountId)
        .executeTakeFirst();
      if (account === undefined) return null;
      const rows = await trx
        .selectFrom('devices')
        .select([
          'ref',
          'device_id',
          'registration_id',
          'signed_pre_key',
          'last_resort_kyber_pre_key',
        ])
        .where('account_ref', '=', account.ref)
        .$if(deviceIds !== undefined, (query) => query.where('device_id', 'in', deviceIds ?? []))
        .$if(except !== undefined, (query) => query.where('ref', '!=', except ?? 0))
        .orderBy('device_id')
        .execute();
      const devices = [];
      for (const row of rows) {
        const preKey = await takeOne<OneTimeKey>(trx, row.ref, 'ec');
        const kyber = await takeOne<SignedKey>(trx, row.ref, 'kyber');
        devices.push({
          deviceRef: row.ref,
          deviceId: row.device_id,
          registrationId: row.registration_id,
          signedPreKey: JSON.parse(row.signed_pre_key) as SignedKey,
          preKey,
          kyberPreKey: kyber ?? (JSON.parse(row.last_resort_kyber_pre_key) as SignedKey),
          ...(await countKeys(trx, row.ref)),
        });
      }
      return { identityKey: account.identity_key, devices };
    }),
  signingKeys: async (accountId) => {
    const rows = await db
      .selectFrom('accounts')
      .innerJoin('devices', 'devices.account_ref', 'accounts.ref')
      .select([
        'accounts.identity_key as identityKey',
        'devices.device_id as deviceId',
        'devices.registration_id as registrationId',
        'devices.signing_key as signingKey',
        'devices.signing_key_signature as signingKeySignature',
      ])
      .where('accounts.id', '=', accountId)
      .orderBy('devices.device_id')
      .execute();
    const [first] = rows;
    if (first === undefined) return null;
    return {
      identityKey: first.identityKey,
      devices: rows.map(({ identityKey: _, ...device }) => device),
    };
  },
  add: (device, identityKey, keys) =>
    db.transaction().execute(async (trx) => {
      const present = await trx
        .selectFrom('devices')
        .innerJoin('accounts', 'accounts.ref', 'devices.account_ref')
        .select('accounts.identity_key')
        .where('devices.ref', '=', device)
        .executeTakeFirst();
      if (present?.identity_key !== identityKey) return null;
      const renewed = {
        ...(keys.signedPreKey === undefined
          ? {}
          : { signed_pre_key: JSON.stringify(keys.signedPreKey) }),
        ...(keys.lastResortKyberPreKey === undefined
          ? {}
          : { last_resort_kyber_pre_key: JSON.stringify(keys.lastResortKyberPreKey) }),
      };
      if (Object.keys(renewed).length > 0) {
        await trx.updateTable('devices').set(renewed).where('ref', '=', device).execute();
      }
      await insertOneTimeKeys(trx, device, 'ec', keys.preKeys);
      await insertOneTimeKeys(trx, device, 'kyber', keys.kyberPreKeys);
      return countKeys(trx, device);
    }),
  count: (device) => countKeys(db, device),
  lastResortId: async (device) => {
    const row = await db
      .selectFrom('devices')
      .select('last_resort_kyber_pre_key')
      .where('ref', '=', device)
      .executeTakeFirst();
    return row ? (JSON.parse(row.last_resort_kyber_pre_key) as SignedKey).keyId : null;
  },
  discardOneTime: () =>
    db.transaction().execute(async (trx) => {
      await trx.deleteFrom('one_time_keys').execute();
      const devices = await trx.selectFrom('devices').select('ref').execute();
      return devices.map(({ ref }) => ref);
    }),
});
