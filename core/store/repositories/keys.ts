import * as z from 'zod/mini';
import type { Connection } from '../connection.ts';
import type { KeysRepository, SeenEnvelope } from '../types/keys.ts';
import { createPeerDevices } from './peer-devices.ts';
import { createPreKeys } from './pre-keys.ts';

const numberToBytes = (value: number): Uint8Array => new TextEncoder().encode(String(value));
const bytesToNumber = (bytes: Uint8Array): number => Number(new TextDecoder().decode(bytes));

const seenSchema = z.object({
  version: z.int(),
  counter: z.nullable(z.int()),
  pqRatchet: z.nullable(z.boolean()),
  at: z.int(),
});
const toSeen = (text: string | null): SeenEnvelope | null =>
  text === null ? null : (seenSchema.safeParse(JSON.parse(text)).data ?? null);

/** Own identity, pre-keys, sessions and the identities of others. */
export const createKeys = (db: Connection): KeysRepository => {
  const own = db.sql<{ name: string; value: Uint8Array }>('SELECT name, value FROM own_keys');
  const saveOwn = db.sql('INSERT OR REPLACE INTO own_keys (name, value) VALUES (?, ?)');
  const session = db.sql<{ record: Uint8Array }>(
    'SELECT record FROM sessions WHERE account_id = ? AND device_id = ?',
  );
  const saveSession = db.sql(
    `INSERT INTO sessions (account_id, device_id, record, received, sent) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (account_id, device_id) DO UPDATE SET record = excluded.record, received = coalesce(excluded.received, received),
      sent = coalesce(excluded.sent, sent)`,
  );
  const removeSession = db.sql('DELETE FROM sessions WHERE account_id = ? AND device_id = ?');
  const devices = db.sql<{ device_id: number }>(
    'SELECT device_id FROM sessions WHERE account_id = ? ORDER BY device_id',
  );
  const seen = db.sql<{ device_id: number; received: string | null; sent: string | null }>(
    'SELECT device_id, received, sent FROM sessions WHERE account_id = ? ORDER BY device_id',
  );
  const peer = db.sql<{ identity_key: Uint8Array; first_seen_at: number }>(
    'SELECT identity_key, first_seen_at FROM peer_identities WHERE account_id = ?',
  );
  const savePeer = db.sql(
    'INSERT OR REPLACE INTO peer_identities (account_id, identity_key, first_seen_at) VALUES (?, ?, ?)',
  );
  const addFormer = db.sql(
    'INSERT INTO former_identities (account_id, identity_key, first_seen_at, replaced_at) VALUES (?, ?, ?, ?)',
  );
  const former = db.sql<{ identity_key: Uint8Array; first_seen_at: number; replaced_at: number }>(
    'SELECT identity_key, first_seen_at, replaced_at FROM former_identities WHERE account_id = ? ORDER BY id DESC',
  );
  const ownTables = ['own_keys', 'pre_keys', 'kyber_uses', 'sessions'];
  const tables = [
    ...ownTables,
    'peer_identities',
    'former_identities',
    'peer_devices',
    'key_changes',
    'held',
  ];
  const clear = (names: readonly string[]): void => {
    for (const name of names) db.exec(`DELETE FROM ${name}`);
  };
  const saveIdentity: KeysRepository['saveIdentity'] = ({ keyPair, registrationId, signingKey }) =>
    db.transaction(() => {
      saveOwn.run(['identity', keyPair]);
      saveOwn.run(['registration_id', numberToBytes(registrationId)]);
      saveOwn.run(['signing_key', signingKey]);
    });

  return {
    ...createPreKeys(db),
    ...createPeerDevices(db),
    identity: () => {
      const rows = new Map(own.all().map((row) => [row.name, row.value]));
      const keyPair = rows.get('identity');
      const registrationId = rows.get('registration_id');
      const signingKey = rows.get('signing_key');
      if (keyPair === undefined || registrationId === undefined || signingKey === undefined)
        return null;
      return { keyPair, registrationId: bytesToNumber(registrationId), signingKey };
    },
    saveIdentity,
    session: (accountId, deviceId) => session.get([accountId, deviceId])?.record ?? null,
    saveSessions: (rows) =>
      db.transaction(() => {
        for (const row of rows)
          saveSession.run([
            row.accountId,
            row.deviceId,
            row.record,
            row.received ? JSON.stringify(row.received) : null,
            row.sent ? JSON.stringify(row.sent) : null,
          ]);
      }),
    removeSession: (accountId, deviceId) => {
      removeSession.run([accountId, deviceId]);
    },
    sessionDevices: (accountId) => devices.all([accountId]).map((row) => row.device_id),
    seenSessions: (accountId) =>
      seen.all([accountId]).map((row) => ({
        deviceId: row.device_id,
        received: toSeen(row.received),
        sent: toSeen(row.sent),
      })),
    peerIdentity: (accountId) => {
      const row = peer.get([accountId]);
      return row === undefined
        ? null
        : { accountId, identityKey: row.identity_key, firstSeenAt: row.first_seen_at };
    },
    savePeerIdentity: (accountId, identityKey, at) =>
      db.transaction(() => {
        const known = peer.get([accountId]);
        if (known !== undefined && Buffer.compare(known.identity_key, identityKey) === 0)
          return 'same';
        if (known !== undefined)
          addFormer.run([accountId, known.identity_key, known.first_seen_at, at]);
        savePeer.run([accountId, identityKey, at]);
        return known === undefined ? 'new' : 'changed';
      }),
    formerIdentities: (accountId) =>
      former.all([accountId]).map((row) => ({
        identityKey: row.identity_key,
        firstSeenAt: row.first_seen_at,
        replacedAt: row.replaced_at,
      })),
    renew: (identity) =>
      db.transaction(() => {
        clear(ownTables);
        saveIdentity(identity);
      }),
    clearOwn: () => db.transaction(() => clear(ownTables)),
    clear: () => db.transaction(() => clear(tables)),
  };
};
