import { copyFileSync } from 'node:fs';
import { type ConnectionOptions, openConnection } from '../connection.ts';
import { createMessageIndex } from '../repositories/message-index.ts';
import { disappearing } from './0006-disappearing.ts';
import { migrate, migrations, versionOf } from './index.ts';
import type { Migration } from './migration.ts';

/** Where the database as it was before it became `version` is kept. */
export const backupBefore = (file: string, version: number): string => `${file}.before-v${version}`;

const runs = 'SELECT id, text FROM messages WHERE expire_after_s IS NOT NULL';

/** A copy outlives what it was made of: nothing that disappears may be in it. */
const withoutDisappearing = (options: ConnectionOptions): void => {
  const copy = openConnection(options);
  try {
    const index = createMessageIndex(copy);
    copy.transaction(() => {
      for (const { id, text } of copy.sql<{ id: number; text: string | null }>(runs).all()) {
        if (text !== null) index.remove(id, text);
        copy.sql('DELETE FROM messages WHERE id = ?').run([id]);
      }
      copy.exec(
        'DELETE FROM outbox WHERE message_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.message_id = outbox.message_id)',
      );
      copy.exec(
        'UPDATE chats SET last_message = (SELECT max(id) FROM messages WHERE chat = chats.id)',
      );
    });
  } finally {
    copy.close();
  }
};

/** Since this version messages disappear. */
const sinceVersion = disappearing.version;

/**
 * Brings an older database to the last of `steps`, after a copy of it was kept. Does nothing at that version. All steps or none are
 * taken. Throws coded errors, and those of the file system.
 */
export const upgrade = (
  { file, key }: { readonly file: string; readonly key: Uint8Array },
  steps: readonly Migration[] = migrations,
): void => {
  let connection = openConnection({ file, key });
  try {
    const before = versionOf(connection);
    if (before >= steps.length) return;
    const disappears =
      before >= sinceVersion && connection.sql(`${runs} LIMIT 1`).get() !== undefined;
    // Closing writes everything into the one file, which is then copied whole.
    connection.close();
    const copy = backupBefore(file, steps.length);
    copyFileSync(file, copy);
    if (disappears) withoutDisappearing({ file: copy, key });
    connection = openConnection({ file, key });
    migrate(connection, steps);
  } finally {
    connection.close();
  }
};
