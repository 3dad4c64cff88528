import type { Connection } from '../connection.ts';
import type { MetaRepository } from '../types/meta.ts';

/** Named JSON values. */
export const createMeta = (db: Connection): MetaRepository => {
  const get = db.sql<{ value: string }>('SELECT value FROM meta WHERE name = ?');
  const set = db.sql(
    'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const remove = db.sql('DELETE FROM meta WHERE name = ?');
  const read = new Map<string, { readonly by: unknown; readonly as: unknown }>();
  let readAt = db.takenBack();
  const stored = (name: string): unknown => {
    const row = get.get([name]);
    return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
  };
  return {
    get: stored,
    read: <T>(name: string, parse: (value: unknown) => T): T => {
      if (readAt !== db.takenBack()) read.clear();
      readAt = db.takenBack();
      const known = read.get(name);
      if (known?.by === parse) return known.as as T;
      const as = parse(stored(name));
      read.set(name, { by: parse, as });
      return as;
    },
    set: (name, value) => {
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) throw new TypeError(`meta ${name} is not JSON`);
      read.delete(name);
      set.run([name, text]);
    },
    remove: (name) => {
      read.delete(name);
      remove.run([name]);
    },
  };
};
