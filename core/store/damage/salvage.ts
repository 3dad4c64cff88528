import { setImmediate as nextTurn } from 'node:timers/promises';
import { isCodedError } from '../../../contract/errors/coded-error.ts';
import type { StoreState } from '../../../contract/ipc/engine-state.ts';
import type { Connection, SqlValue } from '../connection.ts';
import { createMessageIndex } from '../repositories/message-index.ts';
import { type BTreeRow, createWalk, readStrayLeaves, readTree, type Walk } from './b-tree.ts';
import { type ChatNames, fillGaps } from './fill-gaps.ts';
import { findChatsWithLoss } from './lost-messages.ts';
import type { PageSource } from './page-source.ts';

/** Every table that holds what cannot be made again, in the order of writing. Search, totals of unread and due times follow from these. */
const tables = [
  'meta',
  'own_keys',
  'pre_keys',
  'kyber_uses',
  'sessions',
  'peer_identities',
  'former_identities',
  'peer_devices',
  'key_changes',
  'held',
  'contacts',
  'chats',
  'messages',
  'unsure_starts',
  'known_ids',
  'outbox',
  'policies',
  'choices',
  'choice_tail',
  'shown',
  'usage_days',
  'usage_answers',
  'log_notes',
  'log_alarms',
  'checkpoints_told',
  'key_entries',
  'key_labels',
  'disclosures',
  'given',
  'profiles',
  'own_profile',
  'registers',
  'sync_journal',
  'early',
  'known_sent',
  'totals',
  'sqlite_sequence',
] as const;
/** What of the keys can be made or learnt anew. */
const exchangedKeys = ['pre_keys', 'kyber_uses', 'sessions', 'peer_identities'];
const rowsPerSlice = 2_000;

export interface Salvaged {
  readonly chats: number;
  readonly messages: number;
  readonly keys: NonNullable<StoreState['kept']>['keys'];
  /** Nothing of these tables was lost. */
  readonly complete: boolean;
  /** Numbers of the chats that lost messages. */
  readonly chatsWithLoss: readonly number[];
}

/** Roots of the damaged database: by its schema, else by its own list on page 2, else where a new database has them. */
const findRoots = (source: PageSource, into: Connection): Map<string, number> => {
  const roots = new Map<string, number>();
  const fresh = into.sql<{ name: string; page: number }>(
    'SELECT name, rootpage AS page FROM sqlite_schema WHERE rootpage > 0',
  );
  for (const { name, page } of fresh.all()) roots.set(name, page);
  for (const { columns } of readTree(source, 2, createWalk())) {
    const [name, page] = columns;
    if (typeof name === 'string' && typeof page === 'number') roots.set(name, page);
  }
  for (const { columns } of readTree(source, 1, createWalk())) {
    const [, name, , page] = columns;
    if (typeof name === 'string' && typeof page === 'number' && page > 0) roots.set(name, page);
  }
  return roots;
};

interface TableShape {
  readonly columns: readonly string[];
  /** The column that is the rowid, stored as NULL. */
  readonly rowIdAt: number;
}

const shapeOf = (into: Connection, table: string): TableShape => {
  const columns = into
    .sql<{ name: string; type: string; pk: number }>(`PRAGMA table_info(${table})`)
    .all();
  return {
    columns: columns.map((column) => column.name),
    rowIdAt: columns.findIndex(
      ({ type, pk, name }) => pk > 0 && type === 'INTEGER' && name === 'id',
    ),
  };
};

const toValues = (row: BTreeRow, shape: TableShape): SqlValue[] => {
  const values = shape.columns.map((_, index) => row.columns[index] ?? null);
  if (shape.rowIdAt >= 0 && row.rowId !== undefined) values[shape.rowIdAt] = row.rowId;
  return values;
};

/** With the columns that were added since. */
const messageWidths: ReadonlySet<number> = new Set([12, 14, 20, 21]);

const isMessage = ({ columns }: BTreeRow): boolean => {
  const [, chat, messageId, outgoing] = columns;
  return (
    // Rows of before a column was added are shorter.
    messageWidths.has(columns.length) &&
    typeof chat === 'number' &&
    messageId instanceof Uint8Array &&
    messageId.length === 16 &&
    (outgoing === 0 || outgoing === 1)
  );
};

function* only<T>(items: Iterable<T>, fits: (item: T) => boolean): Generator<T> {
  for (const item of items) if (fits(item)) yield item;
}

function* slicesOf<T>(rows: Iterable<T>): Generator<T[]> {
  let slice: T[] = [];
  for (const row of rows) {
    slice.push(row);
    if (slice.length < rowsPerSlice) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

const insertFor = (table: string, shape: TableShape): string => {
  if (table === 'totals')
    return `INSERT INTO totals (name, value) SELECT * FROM (SELECT ? AS name, ? AS value) WHERE name LIKE 'next!_%' ESCAPE '!'
      ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`;
  if (table === 'sqlite_sequence')
    return `UPDATE sqlite_sequence SET seq = max(sqlite_sequence.seq, old.seq) FROM (SELECT ? AS name, ? AS seq) old
      WHERE sqlite_sequence.name = old.name`;
  const marks = shape.columns.map(() => '?').join();
  return `INSERT OR IGNORE INTO ${table} (${shape.columns.join()}) VALUES (${marks})`;
};

/** Copies rows; those that break a rule of the schema count as lost. */
const copy = async (
  into: Connection,
  table: string,
  rows: Iterable<BTreeRow>,
  walk: Walk,
): Promise<void> => {
  const shape = shapeOf(into, table);
  const insert = into.sql(insertFor(table, shape));
  for (const slice of slicesOf(rows)) {
    into.transaction(() => {
      for (const row of slice) {
        try {
          insert.run(toValues(row, shape));
        } catch (error) {
          if (!isCodedError(error) || error.code !== 'internal') throw error;
          walk.lostRows += 1;
        }
      }
    });
    await nextTurn();
  }
};

/** Which chat is whose, from the unique indexes of chats, which hold it a second time. */
const readChatNames = (source: PageSource, roots: Map<string, number>): ChatNames => {
  const read = (index: string): Map<number, string> => {
    const names = new Map<number, string>();
    const root = roots.get(index);
    if (root === undefined) return names;
    for (const { columns } of readTree(source, root, createWalk())) {
      const [name, id] = columns;
      if (typeof name === 'string' && typeof id === 'number') names.set(id, name);
    }
    return names;
  };
  const chatIds = read('sqlite_autoindex_chats_1');
  const accountIds = read('sqlite_autoindex_chats_2');
  const both: [number, { chatId: string; accountId: string }][] = [];
  for (const [id, chatId] of chatIds) {
    const accountId = accountIds.get(id);
    if (accountId !== undefined) both.push([id, { chatId, accountId }]);
  }
  return new Map(both);
};

/** Fills the search index, in slices. */
const indexMessages = async (into: Connection): Promise<void> => {
  const index = createMessageIndex(into);
  const next = into.sql<{ id: number; text: string }>(
    'SELECT id, text FROM messages WHERE id > ? AND kind = 0 ORDER BY id LIMIT ?',
  );
  let after = 0;
  for (;;) {
    const rows = next.all([after, rowsPerSlice]);
    into.transaction(() => {
      for (const row of rows) index.add(row.id, row.text);
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    await nextTurn();
  }
};

/**
 * Reads what can be read of `source`, table by table, past damaged pages, into the new and empty database `into` of the same version.
 * Works in slices. Throws coded errors of `into` only.
 */
export const salvage = async (source: PageSource, into: Connection): Promise<Salvaged> => {
  into.exec('PRAGMA foreign_keys = OFF');
  const roots = findRoots(source, into);
  const all = createWalk();
  const lostIn = new Set<string>();
  for (const table of tables) {
    const root = roots.get(table);
    if (root === undefined) continue;
    const walk: Walk = { visited: all.visited, lostPages: 0, lostRows: 0 };
    await copy(into, table, readTree(source, root, walk), walk);
    if (walk.lostPages > 0 && table === 'messages') {
      const strays = readStrayLeaves(source, { ...walk, lostRows: 0 });
      const messages = only(strays, isMessage);
      await copy(into, table, messages, { ...walk, lostRows: 0 });
    }
    if (walk.lostPages + walk.lostRows > 0) lostIn.add(table);
  }
  await indexMessages(into);
  const filled = fillGaps(into, lostIn.has('chats') ? readChatNames(source, roots) : new Map());
  into.exec('PRAGMA foreign_keys = ON');
  const count = (table: string): number =>
    into.sql<{ count: number }>(`SELECT count(*) AS count FROM ${table}`).get()?.count ?? 0;
  return {
    chats: count('chats'),
    messages: count('messages'),
    keys: lostIn.has('own_keys')
      ? 'lost'
      : exchangedKeys.some((table) => lostIn.has(table))
        ? 'partly'
        : 'whole',
    complete: lostIn.size === 0 && !filled,
    chatsWithLoss: lostIn.has('messages')
      ? await findChatsWithLoss(source, roots.get('messages_of_chat'), into)
      : [],
  };
};
