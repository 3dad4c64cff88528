import { open, rm, stat } from 'node:fs/promises';

/** Overwrites `byteCount` bytes at a share (0 to 1) of a file with a pattern that no page has. */
export const scribble = async (path: string, atShare: number, byteCount: number): Promise<void> => {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  try {
    const position = Math.min(Math.floor(size * atShare), Math.max(0, size - byteCount));
    await file.write(Buffer.alloc(byteCount, 0xa5), 0, byteCount, position);
  } finally {
    await file.close();
  }
};

/** Removes the write-ahead log and its index beside a database. */
export const dropWal = async (path: string): Promise<void> => {
  await rm(`${path}-wal`, { force: true });
  await rm(`${path}-shm`, { force: true });
};
