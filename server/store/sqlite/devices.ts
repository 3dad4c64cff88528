import type { Kysely, Transaction } from 'kysely';
import type { DeviceStore, NewLinkedDevice } from '../types/devices.ts';
import { type AccountParts, readAccount } from './accounts.ts';
import { takeDeviceId } from './device-numbers.ts';
import {
  deleteDeviceRows,
  deviceStands,
  insertDevice,
  insertOneTimeKeys,
  noteRemoved,
} from './device-rows.ts';
import { leaveFarewell, rememberTokens } from './former-tokens.ts';
import { renewKeysInside } from './new-keys.ts';
import type { Schema } from './schema.ts';

type Ticket = NonNullable<Awaited<ReturnType<typeof ofTicket>>>;

const countDevices = async (trx: Transaction<Schema>, accountRef: number): Promise<number> => {
  const { count } = await trx
    .selectFrom('devices')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('account_ref', '=', accountRef)
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** The account of a ticket that is good now. */
const ofTicket = (
  db: Kysely<Schema>,
  { ticketHash, now }: Pick<NewLinkedDevice, 'ticketHash' | 'now'>,
) =>
  db
    .selectFrom('link_tickets')
    .innerJoin('devices', 'devices.ref', 'link_tickets.device_ref')
    .innerJoin('accounts', 'accounts.ref', 'devices.account_ref')
    .select([
      'accounts.ref as account_ref',
      'accounts.identity_key',
      'link_tickets.device_ref',
      'link_tickets.added_ref',
    ])
    .where('link_tickets.token_hash', '=', ticketHash)
    .where('link_tickets.expires_at', '>', now)
    .executeTakeFirst();

/** The device that a ticket added, if it is this one: it asks again, as the first answer was lost. Its token is replaced. */
const addedBefore = async (
  trx: Transaction<Schema>,
  addedRef: number,
  { device, tokenHash }: NewLinkedDevice,
) =>
  trx
    .updateTable('devices')
    .set({ token_hash: tokenHash })
    .where('ref', '=', addedRef)
    .where('registration_id', '=', device.registrationId)
    .where('signing_key', '=', device.signingKey)
    .where('signed_pre_key', '=', JSON.stringify(device.signedPreKey))
    .returning(['ref', 'device_id'])
    .executeTakeFirst();

const addNew = async (
  trx: Transaction<Schema>,
  { account_ref: accountRef, device_ref: asker }: Ticket,
  input: NewLinkedDevice,
) => {
  if ((await countDevices(trx, accountRef)) >= input.mostDevices) return null;
  const deviceId = await takeDeviceId(trx, accountRef);
  const ref = await insertDevice(trx, { ...input, accountRef, deviceId, choicesFromSequence: 1 });
  await insertOneTimeKeys(trx, ref, 'ec', input.device.preKeys);
  await insertOneTimeKeys(trx, ref, 'kyber', input.device.kyberPreKeys);
  await trx
    .updateTable('link_tickets')
    .set({ added_ref: ref })
    .where('device_ref', '=', asker)
    .execute();
  return { ref, device_id: deviceId };
};

const addInside = async (
  trx: Transaction<Schema>,
  input: NewLinkedDevice,
  { keys }: AccountParts,
) => {
  const ticket = await ofTicket(trx, input);
  if (ticket === undefined) return { kind: 'expired' } as const;
  const added =
    ticket.added_ref === null
      ? await addNew(trx, ticket, input)
      : await addedBefore(trx, ticket.added_ref, input);
  if (added === null) return { kind: 'full' } as const;
  if (added === undefined) return { kind: 'expired' } as const;
  keys.record(ticket.account_ref);
  const account = await readAccount(trx, ticket.account_ref);
  if (account === null) throw new Error('a ticket of no account');
  const device = {
    accountRef: ticket.account_ref,
    accountId: account.accountId,
    deviceRef: added.ref,
    deviceId: added.device_id,
  };
  return { kind: 'added', device, account } as const;
};

export const createDeviceStore = (db: Kysely<Schema>, parts: AccountParts): DeviceStore => ({
  list: async (accountRef) => {
    const rows = await db
      .selectFrom('devices')
      .selectAll()
      .where('account_ref', '=', accountRef)
      .orderBy('device_id')
      .execute();
    return rows.map((row) => ({
      deviceRef: row.ref,
      deviceId: row.device_id,
      registrationId: row.registration_id,
      signingKey: row.signing_key,
      signingKeySignature: row.signing_key_signature,
      sealedName: row.sealed_name,
      addedAt: row.created_at,
      activeDay: row.active_day,
    }));
  },
  setName: async (ref, sealedName) => {
    const result = await db
      .updateTable('devices')
      .set({ sealed_name: sealedName })
      .where('ref', '=', ref)
      .executeTakeFirst();
    return Number(result.numUpdatedRows) > 0;
  },
  addTicket: ({ device, tokenHash, expiresAt }, mostDevices) =>
    db.transaction().execute(async (trx) => {
      if (!(await deviceStands(trx, device.deviceRef))) return 'gone';
      if ((await countDevices(trx, device.accountRef)) >= mostDevices) return 'full';
      const ticket = { token_hash: tokenHash, expires_at: expiresAt, added_ref: null };
      await trx
        .insertInto('link_tickets')
        .values({ device_ref: device.deviceRef, ...ticket })
        .onConflict((oc) => oc.column('device_ref').doUpdateSet(ticket))
        .execute();
      return 'added';
    }),
  findTicket: async (ticketHash, now) => {
    const ticket = await ofTicket(db, { ticketHash, now });
    return ticket === undefined ? null : { identityKey: ticket.identity_key };
  },
  add: (input) => db.transaction().execute((trx) => addInside(trx, input, parts)),
  remove: ({ by, devices, now, formerTokensUntil }) =>
    db.transaction().execute(async (trx) => {
      if (!(await deviceStands(trx, by.deviceRef))) return null;
      const farewells = new Map(devices.map(({ deviceId, farewell }) => [deviceId, farewell]));
      const rows = await trx
        .selectFrom('devices')
        .select(['ref', 'device_id'])
        .where('account_ref', '=', by.accountRef)
        .where('device_id', 'in', [...farewells.keys()])
        .where('ref', '!=', by.deviceRef)
        .execute();
      const deviceRefs = rows.map(({ ref }) => ref);
      const reason = 'device_removed';
      const { accountRef } = by;
      await rememberTokens(trx, deviceRefs, { reason, accountRef, until: formerTokensUntil });
      for (const row of rows) {
        const farewell = farewells.get(row.device_id) ?? null;
        if (farewell !== null) await leaveFarewell(trx, row.ref, farewell);
      }
      await noteRemoved(trx, deviceRefs, now);
      await deleteDeviceRows(trx, deviceRefs, parts.forget);
      parts.keys.record(by.accountRef);
      return { deviceRefs };
    }),
  renewKeys: (renewal) => db.transaction().execute((trx) => renewKeysInside(trx, renewal, parts)),
  standing: async (accountIds) => {
    const found = new Set<string>();
    for (const id of new Set(accountIds)) {
      const row = await db
        .selectFrom('accounts')
        .select('ref')
        .where('id', '=', id)
        .executeTakeFirst();
      if (row !== undefined) found.add(id);
    }
    return found;
  },
  noteActive: (refs, day) =>
    db.transaction().execute(async (trx) => {
      await trx
        .updateTable('devices')
        .set({ active_day: day })
        .where('ref', 'in', refs)
        .where((eb) => eb.or([eb('active_day', 'is', null), eb('active_day', '!=', day)]))
        .execute();
    }),
  expireTickets: async (now, limit) => {
    const old = db
      .selectFrom('link_tickets')
      .select('device_ref')
      .where('expires_at', '<=', now)
      .limit(limit);
    const result = await db
      .deleteFrom('link_tickets')
      .where('device_ref', 'in', old)
      .executeTakeFirst();
    return Number(result.numDeletedRows);
  },
  expireRemoved: async (before, limit) => {
    const old = db
      .selectFrom('removed_devices')
      .select('ref')
      .where('removed_at', '<', before)
      .limit(limit);
    const result = await db
      .deleteFrom('removed_devices')
      .where('ref', 'in', old)
      .executeTakeFirst();
    return Number(result.numDeletedRows);
  },
});
