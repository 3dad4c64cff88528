import { spawnSync } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A disk of a few megabytes, held in memory, that can be filled and freed. */
export interface SmallDisk {
  readonly folder: string;
  /** Writes until nothing more fits. */
  readonly fill: () => Promise<void>;
  readonly free: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const mounting = (...args: string[]) => {
  const result = spawnSync(args[0] ?? '', args.slice(1), { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${args.join(' ')}: ${result.stderr}`);
};

/** Mounts a tmpfs of `megabytes` on an existing folder. Needs to be root, at least of the namespace. */
export const mountSmallDisk = async (folder: string, megabytes: number): Promise<SmallDisk> => {
  mounting('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: async () => {
      const file = await open(ballast, 'w');
      try {
        for (let block = 65_536; block >= 1; ) {
          const written = await file.write(Buffer.alloc(block)).catch(() => undefined);
          if (!written) block = Math.floor(block / 2);
        }
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    close: async () => mounting('umount', '-l', folder),
  };
};
