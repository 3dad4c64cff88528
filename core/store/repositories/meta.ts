import type { Connection } from '../connection.ts';
import type { MetaRepository } from '../types/meta.ts';

/** Named JSON values. */
export const createMeta = (db: Connection): MetaRepository => {
  const get = db.sql<{ value: string }>('SELECT value FROM meta WHERE name = ?');
  const set = db.sql(
    'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const remove = db.sql('DELETE FROM meta WHERE name = ?');
  return {
    get: (name) => {
      const row = get.get([name]);
      return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
    },
    set: (name, value) => {
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) throw new TypeError(`meta ${name} is not JSON`);
      set.run([name, text]);
    },
    remove: (name) => {
      remove.run([name]);
    },
  };
};
