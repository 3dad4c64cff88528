import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Somebody who is not root. */
export interface Person {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly home: string;
  /** Removes the user again. */
  close(): Promise<void>;
}

/** Chromium has no sandbox for root, so root makes an ordinary user for a run; undefined when we are one already. */
export async function becomeSomebody(): Promise<Person | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  // Runs side by side do not take each other's user away.
  const name = `bisik-try-${process.pid}`;
  await run('useradd', ['--create-home', '--shell', '/bin/sh', name]);
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((one) => one.startsWith(`${name}:`));
  const [, , uid, gid] = (line ?? '').split(':').map(Number);
  if (!uid || !gid) throw new Error(`There is no user ${name}`);
  const close = async () => {
    await run('userdel', ['--remove', '--force', name]).catch(() => undefined);
  };
  return { uid, gid, name, home: `/home/${name}`, close };
}

/** Writes a script that starts `program` as that user, without the switch that takes the sandbox away. Gives its path. */
export async function asPerson(
  folder: string,
  program: string,
  { uid, gid, name, home }: Person,
): Promise<string> {
  const script = join(folder, 'as-user.sh');
  const text = `#!/bin/sh
for arg do
  shift
  [ "$arg" = --no-sandbox ] || set -- "$@" "$arg"
done
exec setpriv --reuid ${uid} --regid ${gid} --clear-groups env HOME=${home} USER=${name} LOGNAME=${name} "${program}" "$@"
`;
  await writeFile(script, text, { mode: 0o755 });
  return script;
}
