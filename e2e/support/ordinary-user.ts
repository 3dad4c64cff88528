import { chmod, cp, lchown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { asPerson, becomeSomebody } from '../../build/package/ordinary-user.ts';
import { appVariable } from './paths.ts';
import { runtimeVariable } from './runtime.ts';

/** `1`: when root starts the journeys, their windows belong to an ordinary user, and Chromium's sandbox is on. */
export const asUserVariable = 'BISIK_AS_USER';

/** Says `UID:GID:HOME` of the windows' owner to the processes of such a run. */
const ownerVariable = 'BISIK_E2E_USER';

interface Owner {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** Whom the windows belong to, when not to whoever runs the journeys. */
const windowOwner = (): Owner | undefined => {
  const [uid, gid, home] = (process.env[ownerVariable] ?? '').split(':');
  return uid && gid && home ? { uid: Number(uid), gid: Number(gid), home } : undefined;
};

/** Whether Chromium's sandbox is on: it is not for root. */
export const isSandboxed = (): boolean => windowOwner() !== undefined || process.getuid?.() !== 0;

/** Gives a folder and what is in it to the owner of the windows. */
export const handOver = async (folder: string): Promise<void> => {
  const owner = windowOwner();
  if (!owner) return;
  // A file of a running app may go meanwhile.
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const path of [folder, ...names.map((name) => join(folder, name))])
    await lchown(path, owner.uid, owner.gid).catch(() => undefined);
};

/** What `spawn` needs to start a program as the owner of the windows. */
export const asOwner = (): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } => {
  const owner = windowOwner();
  return owner
    ? { uid: owner.uid, gid: owner.gid, env: { ...process.env, HOME: owner.home } }
    : { env: process.env };
};

/** The environment of a run whose windows belong to an ordinary user. Empty for those who are not root. */
export const prepareOrdinaryUser = async (
  app: string,
  program: string,
): Promise<{ env: Readonly<Record<string, string>>; close: () => Promise<void> }> => {
  const person = await becomeSomebody();
  if (!person) return { env: {}, close: async () => undefined };
  // The project and the cache may stand where only root may go.
  const folder = await mkdtemp(join(tmpdir(), 'bisik-as-user-'));
  await chmod(folder, 0o755);
  const runtime = join(folder, 'runtime');
  await cp(dirname(program), runtime, { recursive: true });
  await cp(app, join(folder, 'app'), { recursive: true });
  return {
    env: {
      [ownerVariable]: `${person.uid}:${person.gid}:${person.home}`,
      [appVariable]: join(folder, 'app'),
      [runtimeVariable]: await asPerson(folder, join(runtime, basename(program)), person),
    },
    close: async () => {
      await person.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
