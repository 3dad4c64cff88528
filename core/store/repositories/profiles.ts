import type { Connection } from '../connection.ts';
import {
  type Given,
  givenThings,
  type ProfilesRepository,
  type TheirProfile,
} from '../types/profiles.ts';

interface Columns {
  account_id: string;
  about_key: Uint8Array | null;
  photo_key: Uint8Array | null;
  delivery: Uint8Array | null;
  about: string | null;
  photo: Uint8Array | null;
  stale: number;
}

const toProfile = (row: Columns): TheirProfile => ({
  accountId: row.account_id,
  aboutKey: row.about_key,
  photoKey: row.photo_key,
  delivery: row.delivery,
  about: row.about,
  photo: row.photo,
  stale: row.stale === 1,
});

/** Profiles and what opens them. */
export const createProfiles = (db: Connection): ProfilesRepository => {
  const give = db.sql(
    `INSERT INTO given (account_id, thing, mark) VALUES (?, ?, ?)
     ON CONFLICT (account_id, thing) DO UPDATE SET mark = excluded.mark`,
  );
  const given = db.sql<{ thing: string; mark: string }>(
    'SELECT thing, mark FROM given WHERE account_id = ?',
  );
  const holders = db.sql<{ account_id: string }>(
    'SELECT account_id FROM given WHERE thing = ? AND mark = ?',
  );
  const takeBack = db.sql('DELETE FROM given WHERE account_id = ?');
  const get = db.sql<Columns>(
    'SELECT account_id, about_key, photo_key, delivery, about, photo, stale FROM profiles WHERE account_id = ?',
  );
  const save = db.sql(
    `INSERT INTO profiles (account_id, about_key, photo_key, delivery, about, photo, stale) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET about_key = excluded.about_key, photo_key = excluded.photo_key,
       delivery = excluded.delivery, about = excluded.about, photo = excluded.photo, stale = excluded.stale`,
  );
  const remove = db.sql('DELETE FROM profiles WHERE account_id = ?');
  const stale = db.sql<{ account_id: string }>(
    `SELECT p.account_id FROM profiles p JOIN contacts c ON c.account_id = p.account_id
     WHERE p.stale = 1 AND c.standing = 1 AND c.blocked = 0 ORDER BY p.account_id LIMIT ?`,
  );
  const delivery = db.sql<{ delivery: Uint8Array | null }>(
    'SELECT delivery FROM profiles WHERE account_id = ?',
  );
  const own = db.sql<{ key: Uint8Array; content: Uint8Array | null; waiting: number }>(
    'SELECT key, content, waiting FROM own_profile WHERE field = ?',
  );
  const saveOwn = db.sql(
    `INSERT INTO own_profile (field, key, content, waiting) VALUES (?, ?, ?, ?)
     ON CONFLICT (field) DO UPDATE SET key = excluded.key, content = excluded.content, waiting = excluded.waiting`,
  );
  const clears = ['given', 'profiles', 'own_profile'].map((table) =>
    db.sql(`DELETE FROM ${table}`),
  );
  return {
    clear: () =>
      db.transaction(() => {
        for (const clear of clears) clear.run();
      }),
    give: ({ accountId, thing, mark }) => void give.run([accountId, thing, mark]),
    given: (accountId) =>
      given.all([accountId]).flatMap(({ thing, mark }): Given[] => {
        const known = givenThings.find((one) => one === thing);
        return known ? [{ accountId, thing: known, mark }] : [];
      }),
    holders: (thing, mark) => holders.all([thing, mark]).map((row) => row.account_id),
    takeBack: (accountId) => void takeBack.run([accountId]),
    get: (accountId) => {
      const row = get.get([accountId]);
      return row ? toProfile(row) : null;
    },
    save: (profile) =>
      void save.run([
        profile.accountId,
        profile.aboutKey,
        profile.photoKey,
        profile.delivery,
        profile.about,
        profile.photo,
        profile.stale ? 1 : 0,
      ]),
    remove: (accountId) => void remove.run([accountId]),
    stale: (limit) => stale.all([limit]).map((row) => row.account_id),
    delivery: (accountId) => delivery.get([accountId])?.delivery ?? null,
    own: (field) => {
      const row = own.get([field]);
      return row ? { field, key: row.key, content: row.content, waiting: row.waiting === 1 } : null;
    },
    saveOwn: ({ field, key, content, waiting }) =>
      void saveOwn.run([field, key, content, waiting ? 1 : 0]),
  };
};
