import type { Connection } from '../connection.ts';
import type { RegisterRow, RegistersRepository } from '../types/registers.ts';

/** Registers by key. */
export const createRegisterRows = (db: Connection): RegistersRepository => {
  const get = db.sql<{ writes: string }>('SELECT writes FROM registers WHERE name = ?');
  const put = db.sql(
    `INSERT INTO registers (name, writes, waits) VALUES (?, ?, 1)
     ON CONFLICT (name) DO UPDATE SET writes = excluded.writes, waits = 1`,
  );
  const all = db.sql<RegisterRow>('SELECT name AS key, writes FROM registers ORDER BY name');
  const keys = db.sql<{ key: string }>(
    'SELECT name AS key FROM registers WHERE name >= ? AND name < ? || char(1114111) ORDER BY name',
  );
  const count = db.sql<{ count: number }>('SELECT count(*) AS count FROM registers');
  const waiting = db.sql<{ key: string }>(
    'SELECT name AS key FROM registers WHERE waits = 1 ORDER BY name',
  );
  const arrived = db.sql('UPDATE registers SET waits = 0 WHERE name = ? AND writes = ?');
  const remove = db.sql('DELETE FROM registers WHERE name = ?');
  const clear = db.sql('DELETE FROM registers');
  return {
    get: (key) => get.get([key])?.writes,
    put: ({ key, writes }) => {
      put.run([key, writes]);
    },
    all: () => all.all(),
    keys: (prefix) => keys.all([prefix, prefix]).map(({ key }) => key),
    count: () => count.get()?.count ?? 0,
    waiting: () => waiting.all().map(({ key }) => key),
    arrived: (rows) =>
      db.transaction(() => {
        for (const { key, writes } of rows) arrived.run([key, writes]);
      }),
    remove: (key) => {
      remove.run([key]);
    },
    clear: () => {
      clear.run();
    },
  };
};
