import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere, writeAtomically } from './files.ts';

/** One argument of `Exec=` (Desktop Entry Specification 1.4): quoted, its reserved characters and `%` escaped. */
const execArgument = (argument: string): string => {
  const escaped = argument.replace(/["`$\\]/g, '\\$&').replace(/%/g, '%%');
  // The string is then read once more as a value of the file, where a backslash is written twice.
  return `"${escaped}"`.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
};

export const autostartEntry = (options: {
  name: string;
  comment: string;
  command: readonly string[];
}): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.4',
    `Name=${options.name}`,
    `Comment=${options.comment}`,
    `Exec=${options.command.map(execArgument).join(' ')}`,
    'Icon=bisik',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

/** The folder of autostart entries (XDG Autostart Specification). */
export const autostartFolder = (env: NodeJS.ProcessEnv, home: string): string =>
  join(env.XDG_CONFIG_HOME || join(home, '.config'), 'autostart');

/** Writes or removes the entry `file`; leaves it alone when it is as it should be. */
export const setAutostart = async (file: string, entry: string | undefined): Promise<void> => {
  if (entry === undefined) return await rm(file, { force: true });
  if ((await readIfThere(file))?.toString('utf8') === entry) return;
  await mkdir(join(file, '..'), { recursive: true });
  await writeAtomically(file, entry);
};
