import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inconsistencies } from './testing/consistency.ts';
import {
  accountId,
  addChat,
  chatId,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
} from './testing/sample.ts';
import type { Store } from './types.ts';

let folder: ReturnType<typeof createFolder>;

beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

const program = join(import.meta.dirname, 'testing', 'burst-child.ts');

/** Runs the burst from batch `from` and kills it after `batches` of them plus `delayMs`; gives the last number it said. */
const burstAndKill = async (
  file: string,
  from: number,
  batches: number,
  delayMs: number,
): Promise<number> => {
  const child = spawn(process.execPath, ['--import', 'tsx', program, file, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let killing = false;
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (killing || said.split('\n').length <= batches) return;
    killing = true;
    setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  await once(child, 'close');
  const lines = said.split('\n').slice(0, -1);
  return Number(lines.at(-1) ?? from);
};

/** How many batches are there; throws when one is there in part. */
const batchesIn = (store: Store): number => {
  let batch = 0;
  for (; store.messages.get(chatId(1), messageId(batch * 10)) !== null; batch++)
    for (const part of [6, 9])
      if (store.messages.get(chatId(1), messageId(batch * 10 + part)) === null)
        throw new Error(`batch ${batch} is there in part`);
  return batch;
};

test('killed in the middle of writing, again and again: nothing acknowledged is lost, nothing is doubled', async () => {
  const options = optionsIn(folder.path);
  const first = await openWorking(options);
  addChat(first, 1);
  await first.close();
  let expected = 0;
  for (let round = 0; round < 5; round++) {
    const said = await burstAndKill(options.file, expected, 5 + round * 17, round * 3);
    const store = await openWorking(options);
    expect(store.state().state).toBe('ok');
    const there = batchesIn(store);
    expect(there).toBeGreaterThanOrEqual(said);
    // One more may have been committed between the last word and the kill.
    expect(there).toBeLessThanOrEqual(said + 1);
    expect(store.chats.unreadTotal()).toBe(there * 7);
    expect(store.keys.session(accountId(1), 1)?.[0]).toBe((there - 1) % 256);
    await store.close();
    expect(inconsistencies(options)).toEqual([]);
    expected = there;
  }
}, 60_000);
