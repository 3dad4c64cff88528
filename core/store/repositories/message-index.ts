import type { Connection } from '../connection.ts';

/** The search index of messages. It holds no text itself, so that removing needs the text that was added. */
export interface MessageIndex {
  add(order: number, text: string): void;
  remove(order: number, text: string): void;
  /** Writes the index anew: what it is searched by still begins words that were removed. */
  rewrite(): void;
}

/** Over the table `messages_fts` (FTS5). */
export const createMessageIndex = (db: Connection): MessageIndex => {
  const add = db.sql('INSERT INTO messages_fts (rowid, text) VALUES (?, ?)');
  const remove = db.sql(
    "INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', ?, ?)",
  );
  const merge = db.sql("INSERT INTO messages_fts (messages_fts) VALUES ('optimize')");
  return {
    rewrite: () =>
      db.transaction(() => {
        // A part of its own, since one that is alone is not merged.
        add.run([-1, 'a']);
        merge.run();
        remove.run([-1, 'a']);
      }),
    add: (order, text) => {
      add.run([order, text]);
    },
    remove: (order, text) => {
      remove.run([order, text]);
    },
  };
};
