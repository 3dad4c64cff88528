import type { Connection } from '../connection.ts';

/** The search index of messages. It holds no text itself, so that removing needs the text that was added. */
export interface MessageIndex {
  add(order: number, text: string): void;
  remove(order: number, text: string): void;
}

export const createMessageIndex = (db: Connection): MessageIndex => {
  const add = db.sql('INSERT INTO messages_fts (rowid, text) VALUES (?, ?)');
  const remove = db.sql(
    "INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', ?, ?)",
  );
  return {
    add: (order, text) => {
      add.run([order, text]);
    },
    remove: (order, text) => {
      remove.run([order, text]);
    },
  };
};
