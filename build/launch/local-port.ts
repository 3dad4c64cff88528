import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { LocalFolders } from './folders.ts';

const PORTS_TO_TRY = 20;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/** The port in the file, whoever has it; else the first free one from `first` on, which is kept there; 0 for any. */
async function keptPort(file: string, first: number): Promise<number> {
  const kept = Number(await readFile(file, 'utf8').catch(() => ''));
  if (kept > 0 && kept < 65_536) return kept;
  for (let port = first; port < first + PORTS_TO_TRY; port += 1) {
    if (!(await isFree(port))) continue;
    await writeFile(file, `${port}\n`);
    return port;
  }
  return 0;
}

/**
 * The port of this data folder's server. It stays the same from run to run,
 * since the accounts made here know their server by it.
 */
export const localPort = ({ root }: LocalFolders): Promise<number> =>
  keptPort(join(root, 'port'), 7480);

/** The port of the sandbox: the same from run to run while nobody else has taken it. */
export async function affiliatePort({ root }: LocalFolders): Promise<number> {
  const port = await keptPort(join(root, 'affiliate-port'), 7500);
  return (await isFree(port)) ? port : 0;
}
