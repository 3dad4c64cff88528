import { Database } from '@signalapp/sqlcipher';

const show = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);

/** Every row of every table as text, bytes as hex. */
export const dumpTables = (file: string): string => {
  const database = new Database(file);
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return tables
      .map(({ name }) => {
        const rows = database.prepare(`SELECT * FROM "${String(name)}"`).all();
        return [
          `== ${String(name)}`,
          ...rows.map((row) => Object.values(row).map(show).join('|')),
        ].join('\n');
      })
      .join('\n');
  } finally {
    database.close();
  }
};
