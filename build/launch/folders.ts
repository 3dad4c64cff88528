import { createHash } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Everything that a local run keeps, in one folder that only its owner may enter. */
export interface LocalFolders {
  readonly root: string;
  readonly server: string;
  readonly echo: string;
  readonly affiliate: string;
  readonly logs: string;
  /** Unix socket, or named pipe on Windows. */
  readonly socket: string;
  profile(name: string): string;
}

interface Place {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

const here = (): Place => ({ env: process.env, platform: process.platform, home: homedir() });

/** Where applications keep data on this system; `BISIK_LOCAL_DATA` names another folder. */
export function localDataRoot({ env, platform, home }: Place = here()): string {
  if (env.BISIK_LOCAL_DATA) return env.BISIK_LOCAL_DATA;
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'bisik-local');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'bisik-local');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'bisik-local');
}

// sockaddr_un holds 104 bytes on macOS, 108 on Linux.
const SOCKET_PATH_BYTES = 100;

/** The control socket of the run that keeps its data in `root`. */
export function socketPath(root: string, platform: NodeJS.Platform = process.platform): string {
  const id = createHash('sha256').update(root).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\bisik-local-${id}`;
  const inside = join(root, 'control.sock');
  return Buffer.byteLength(inside) <= SOCKET_PATH_BYTES
    ? inside
    : join(tmpdir(), `bisik-local-${id}`, 'control.sock');
}

/** Makes the folders, closed to others. */
export async function openLocalFolders(root: string): Promise<LocalFolders> {
  const folders: LocalFolders = {
    root,
    server: join(root, 'server'),
    echo: join(root, 'echo'),
    affiliate: join(root, 'affiliate'),
    logs: join(root, 'logs'),
    socket: socketPath(root),
    profile: (name) => join(root, 'profiles', name),
  };
  const socketFolders = process.platform === 'win32' ? [] : [dirname(folders.socket)];
  const { server, echo, affiliate, logs } = folders;
  for (const path of [root, server, echo, affiliate, logs, ...socketFolders]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
  await chmod(root, 0o700);
  for (const path of socketFolders) await chmod(path, 0o700);
  return folders;
}
