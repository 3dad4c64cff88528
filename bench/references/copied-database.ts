import { Database } from '@signalapp/sqlcipher';
import { openStore } from '../../core/store/index.ts';
import { pragmaKey } from '../../core/store/key.ts';

const batchRows = 5_000;
const tables = ['contacts', 'chats', 'messages'] as const;

const open = (file: string, key: Uint8Array): Database => {
  const database = new Database(file, { cacheStatements: false });
  database.exec(pragmaKey(key));
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;');
  return database;
};

/**
 * Copies what history is made of from one database into a new one under another key: every row read and written with its
 * indexes, the words of messages with them, a few thousand in a transaction. No network, no other device, nothing checked.
 */
export const copyDatabase = async (
  from: { readonly file: string; readonly key: Uint8Array },
  to: { readonly file: string; readonly key: Uint8Array },
): Promise<number> => {
  const { store } = await openStore({ ...to, clock: { now: () => Date.now() } });
  await store?.close();
  const [source, target] = [open(from.file, from.key), open(to.file, to.key)];
  const index = target.prepare('INSERT INTO messages_fts (rowid, text) VALUES (?, ?)');
  let messages = 0;
  for (const table of tables) {
    const read = source.prepare(`SELECT * FROM ${table} WHERE id > ? ORDER BY id LIMIT ?`);
    let write: ReturnType<Database['prepare']> | undefined;
    for (let after = 0; ; ) {
      const rows = read.all<Record<string, string | number | null>>([after, batchRows]);
      const [first] = rows;
      if (!first) break;
      const columns = Object.keys(first);
      write ??= target.prepare(
        `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
      );
      target.exec('BEGIN IMMEDIATE');
      for (const row of rows) {
        write.run(columns.map((name) => row[name] ?? null));
        if (table === 'messages' && row.kind === 0) index.run([row.id ?? 0, row.text ?? '']);
        after = Number(row.id);
      }
      target.exec('COMMIT');
      if (table === 'messages') messages += rows.length;
    }
  }
  source.close();
  target.close();
  return messages;
};
