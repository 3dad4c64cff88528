import { join } from 'node:path';
import { openConnection } from '../../../server/store/sqlite/connection.ts';
import { createKeyNodes } from '../../../server/store/sqlite/key-nodes.ts';
import type { KeyHistory } from '../key-world.ts';

/** Takes a leaf out of the map of a history, which signs that. */
export const takeOut = async (history: KeyHistory, label: Uint8Array): Promise<void> => {
  const connection = openConnection(join(history.server.dataDir, 'bisik-server.db'));
  const last = connection.prepare('SELECT max(head) AS head FROM key_heads').get();
  createKeyNodes(connection).remove(label, Number(last?.head) + 1);
  connection.close();
  await history.grow();
};
