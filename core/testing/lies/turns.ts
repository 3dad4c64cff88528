import type { KeyWorld } from '../key-world.ts';
import { evil } from './entries.ts';

const sizeOf = async ({ server }: Pick<KeyWorld, 'server'>): Promise<number> => {
  const note = await (await fetch(`${server.url}/v1/key-log/checkpoint`)).text();
  return Number(note.split('\n')[1]);
};
/** In a first epoch whose heads follow soon after one another, everybody looks at those that make it a power of two. */
const isMarkNext = (size: number): boolean => ((size + 1) & size) === 0;

/** Another key stands in the name of this account at the next head at which everybody looks; the map after it is the one from before, as if that had not been. */
export const swapAtMark = async (
  world: Pick<KeyWorld, 'server' | 'grow' | 'enter' | 'asOperator'>,
  accountId: string,
): Promise<void> => {
  const { asOperator, enter, grow } = world;
  while (!isMarkNext(await sizeOf(world))) await grow();
  const is = `id = '${accountId}'`;
  asOperator(`CREATE TABLE right_head AS SELECT max(head) AS head FROM key_heads;
    CREATE TABLE right_key AS SELECT identity_key FROM accounts WHERE ${is};
    UPDATE accounts SET identity_key = '${evil}' WHERE ${is}`);
  await enter(accountId);
  asOperator(`UPDATE accounts SET identity_key = (SELECT identity_key FROM right_key) WHERE ${is};
    INSERT OR REPLACE INTO key_nodes
      SELECT depth, prefix, (SELECT max(head) + 1 FROM key_heads), hash, label, version, chain
      FROM key_nodes AS node WHERE since = (
        SELECT max(since) FROM key_nodes AS place
        WHERE place.depth = node.depth AND place.prefix = node.prefix
          AND place.since <= (SELECT head FROM right_head))`);
  await grow();
};
