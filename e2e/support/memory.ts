import { open, readFile } from 'node:fs/promises';
import { findInReads, type Needle } from './needles.ts';

/**
 * Searches all readable memory of a running process (Linux, /proc/PID/mem). Gives the shapes found and how many bytes
 * were read, so that a test can see that something was.
 */
export const findInMemory = async (
  pid: number,
  needles: readonly Needle[],
): Promise<{ found: string[]; bytesRead: number }> => {
  const maps = (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n');
  const memory = await open(`/proc/${pid}/mem`);
  const found = new Set<string>();
  let bytesRead = 0;
  const read = async (buffer: Buffer, position: number) => {
    // A region may go while it is read.
    const result = await memory
      .read(buffer, 0, buffer.length, position)
      .catch(() => ({ bytesRead: 0 }));
    bytesRead += result.bytesRead;
    return result.bytesRead;
  };
  try {
    for (const line of maps) {
      const region = /^([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+\s*(.*)$/.exec(line);
      if (!region || region[3] === '[vvar]' || region[3] === '[vsyscall]') continue;
      const from = Number.parseInt(region[1] ?? '', 16);
      const to = Number.parseInt(region[2] ?? '', 16);
      if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) continue;
      for (const shape of await findInReads(read, from, to, needles)) found.add(shape);
    }
  } finally {
    await memory.close();
  }
  return { found: [...found], bytesRead };
};
