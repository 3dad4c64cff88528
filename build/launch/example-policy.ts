import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalFolders } from './folders.ts';

const run = promisify(execFile);
const EXAMPLE = join('server', 'policies', 'example.json');

const toLines = (text: string): readonly string[] => text.trimEnd().split('\n');

/**
 * Has the operator's command publish the example where nothing is published yet; gives what it said, but for the details of a
 * version. Throws when the command did not do it, as beside a database that the server has yet to bring up to date.
 */
export async function publishExample({
  root,
  folders,
}: {
  readonly root: string;
  readonly folders: LocalFolders;
}): Promise<readonly string[]> {
  const args = [join(root, 'dist', 'policy', 'policy.mjs'), 'begin', EXAMPLE];
  const env = { ...process.env, BISIK_DATA_DIR: folders.server };
  try {
    const { stdout } = await run(process.execPath, args, { cwd: root, env });
    return toLines(stdout).filter((line) => !line.startsWith(' '));
  } catch (error) {
    const { stdout = '', stderr = '' } = Object(error) as { stdout?: unknown; stderr?: unknown };
    throw new Error(`${EXAMPLE} is not published: ${`${stdout}${stderr}`.trim()}`);
  }
}
