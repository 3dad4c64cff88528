import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type ServerConsoleLine, serverConsoleLineSchema } from '../../contract/local/launcher.ts';
import { type Child, startNodeChild } from './child.ts';
import type { LocalFolders } from './folders.ts';

export interface LocalServer {
  readonly url: string;
  readonly child: Child;
}

export type CodeLine = Extract<ServerConsoleLine, { kind: 'code' }>;

const FIRST_PORT = 7480;
const PORTS_TO_TRY = 20;
const START_TIMEOUT_MS = 20_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/**
 * The port of this data folder's server. It stays the same from run to run,
 * since the accounts made here know their server by it.
 */
export async function localPort(folders: LocalFolders): Promise<number> {
  const file = join(folders.root, 'port');
  const kept = Number(await readFile(file, 'utf8').catch(() => ''));
  if (kept > 0 && kept < 65_536) return kept;
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TO_TRY; port += 1) {
    if (!(await isFree(port))) continue;
    await writeFile(file, `${port}\n`);
    return port;
  }
  return 0;
}

export const parseConsoleLine = (line: string): ServerConsoleLine | undefined => {
  try {
    return serverConsoleLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-5).join('\n');
}

/** Starts the server on loopback and waits until it listens; `onCode` gets the codes that it shows on its console. */
export async function startServer(options: {
  readonly root: string;
  readonly folders: LocalFolders;
  readonly port: number;
  readonly onCode: (line: CodeLine) => void;
}): Promise<LocalServer> {
  const { root, folders, port } = options;
  const logFile = join(folders.logs, 'server.log');
  let listening: (url: string) => void = () => {};
  const url = new Promise<string>((resolve) => {
    listening = resolve;
  });
  const child = startNodeChild(join(root, 'dist', 'server', 'server.mjs'), {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      BISIK_HOST: '127.0.0.1',
      BISIK_PORT: `${port}`,
      BISIK_DATA_DIR: folders.server,
      BISIK_OPERATOR: 'This computer',
      BISIK_CODE_SENDER: 'log',
    },
    logFile,
    onLine(line) {
      const said = parseConsoleLine(line);
      if (said?.kind === 'listening') listening(said.url);
      else if (said?.kind === 'code') options.onCode(said);
    },
  });
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(-1), START_TIMEOUT_MS);
  });
  const first = await Promise.race([url, child.exited, tooLate]);
  clearTimeout(timer);
  if (typeof first === 'string') return { url: first, child };
  await child.close();
  const why =
    first === -1 ? `did not answer in ${START_TIMEOUT_MS / 1000} s` : `ended with ${first}`;
  throw new Error(
    `The server ${why} (port ${port}; its log is ${logFile}).\n${await lastLines(logFile)}`,
  );
}
