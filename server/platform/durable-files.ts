import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands in a file of this name was not written to its end. */
const temporarySuffix = '.new';

/** What a folder lists is on the disk once this resolves. */
export const syncFolder = async (folder: string): Promise<void> => {
  // Windows cannot open a folder; there the rename itself is all there is.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Writes a file that only this user can read, whole or not at all; it is on the disk once this resolves. */
export const writeDurably = async (
  folder: string,
  name: string,
  content: Uint8Array | string,
): Promise<void> => {
  const file = join(folder, name);
  const temporary = `${file}${temporarySuffix}`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
};
