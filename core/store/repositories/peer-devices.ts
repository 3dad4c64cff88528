import type { Connection } from '../connection.ts';
import {
  type LoggedTimes,
  mostOfAccount,
  mostPeerDevices,
  type PeerDevice,
  type PeerDeviceRow,
  type PeerDevicesRepository,
} from '../types/peer-devices.ts';

/** Devices of accounts, as they were met and as the log of keys had them. */
export const createPeerDevices = (db: Connection): PeerDevicesRepository => {
  const ofKey = 'account_id = ? AND identity_key = ?';
  const count = db.sql<{ count: number }>(
    `SELECT count(*) AS count FROM peer_devices WHERE ${ofKey}`,
  );
  const one = db.sql<{ id: number }>(
    `SELECT id FROM peer_devices WHERE ${ofKey} AND device_id = ? AND registration_id = ?`,
  );
  const countOfAccount = db.sql<{ count: number }>(
    'SELECT count(*) AS count FROM peer_devices WHERE account_id = ?',
  );
  // The own public key stands whole within the own pair; all keys have one length. Only what is under a key in use is ever in the log.
  const trim = db.sql(
    `DELETE FROM peer_devices WHERE id IN (SELECT id FROM peer_devices AS device WHERE account_id = ? ORDER BY CASE
      WHEN identity_key IN (SELECT identity_key FROM peer_identities WHERE account_id = ?) THEN 2
      WHEN identity_key IN (SELECT identity_key FROM key_changes WHERE account_id = ? AND identity_key IS NOT NULL) THEN 2
      WHEN EXISTS (SELECT 1 FROM own_keys WHERE name = 'identity' AND instr(value, device.identity_key) > 0) THEN 2
      WHEN identity_key IN (SELECT identity_key FROM former_identities WHERE account_id = ?) OR logged_at IS NOT NULL THEN 1
      ELSE 0 END, id LIMIT ?)`,
  );
  // Under one identity key a device has one set of keys: what was kept without its registration is this one.
  const adopt = db.sql(
    `UPDATE peer_devices SET registration_id = ? WHERE ${ofKey} AND device_id = ? AND registration_id = 0`,
  );
  const add = db.sql(
    'INSERT INTO peer_devices (account_id, identity_key, device_id, registration_id, seen_at) VALUES (?, ?, ?, ?, ?)',
  );
  const all = db.sql<PeerDeviceRow>(
    `SELECT identity_key AS identityKey, device_id AS deviceId, registration_id AS registrationId, signing_key AS signingKey,
      seen_at AS seenAt, logged_at AS loggedAt, gone_at AS goneAt FROM peer_devices WHERE account_id = ? ORDER BY id`,
  );
  const log = db.sql(
    `UPDATE peer_devices SET logged_at = coalesce(logged_at, ?), gone_at = NULL
     WHERE id = ? AND (logged_at IS NULL OR gone_at IS NOT NULL)`,
  );
  const go = db.sql(
    `UPDATE peer_devices SET gone_at = ? WHERE ${ofKey} AND device_id = ? AND registration_id = ?`,
  );
  const certify = db.sql(
    `UPDATE peer_devices SET signing_key = ? WHERE ${ofKey} AND device_id = ? AND registration_id = ? AND signing_key IS NULL`,
  );

  const toKey = ({ accountId, identityKey, deviceId, registrationId }: PeerDevice) =>
    [accountId, identityKey, deviceId, registrationId] as const;

  /** Its number among the rows; null where there is no room for it. */
  const meetOne = (
    device: PeerDevice,
    seenAt: number | null,
  ): { readonly id: number; readonly isNew: boolean } | null => {
    const { accountId, identityKey, deviceId, registrationId } = device;
    const known = one.get([...toKey(device)]);
    if (known) return { id: known.id, isNew: false };
    const adopted = adopt.run([registrationId, accountId, identityKey, deviceId]);
    if (adopted.changes === 0) {
      const { count: kept } = count.get([accountId, identityKey]) ?? { count: 0 };
      if (kept >= mostPeerDevices) return null;
      add.run([...toKey(device), seenAt]);
      const { count: ofAccount } = countOfAccount.get([accountId]) ?? { count: 0 };
      const tooMany = ofAccount - mostOfAccount;
      if (tooMany > 0) trim.run([accountId, accountId, accountId, accountId, tooMany]);
    }
    const row = one.get([...toKey(device)]);
    return row ? { id: row.id, isNew: true } : null;
  };

  const logOne = (device: PeerDevice, { headAt, seenAt }: LoggedTimes): boolean => {
    const met = meetOne(device, seenAt);
    if (met === null) return false;
    return log.run([headAt, met.id]).changes > 0 || met.isNew;
  };

  return {
    meet: (devices, at) =>
      db.transaction(() => [
        ...new Set(
          devices.flatMap((device) => (meetOne(device, at)?.isNew ? [device.accountId] : [])),
        ),
      ]),
    devicesOf: (accountId) => all.all([accountId]),
    logged: (account, said, present, times) =>
      db.transaction(() => {
        let isNew = false;
        for (const device of said) isNew = logOne({ ...account, ...device }, times) || isNew;
        if (present === null) return isNew;
        for (const row of all.all([account.accountId])) {
          const isOfKey = Buffer.compare(row.identityKey, account.identityKey) === 0;
          const isThere = present.some(
            ({ deviceId, registrationId }) =>
              row.deviceId === deviceId && row.registrationId === registrationId,
          );
          if (!isOfKey || isThere || row.loggedAt === null || row.goneAt !== null) continue;
          go.run([times.at, ...toKey({ ...row, ...account })]);
          isNew = true;
        }
        return isNew;
      }),
    certified: (device, signingKey) => {
      certify.run([signingKey, ...toKey(device)]);
    },
  };
};
