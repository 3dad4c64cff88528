import { join } from 'node:path';
import {
  type LocalAffiliate,
  type ServerConsoleLine,
  serverConsoleLineSchema,
} from '../../contract/local/launcher.ts';
import { type Child, startNodeChild } from './child.ts';
import { firstOf } from './first-of.ts';
import type { LocalFolders } from './folders.ts';

export interface LocalServer {
  readonly url: string;
  /** Its own key, base64. */
  readonly publicKey: string;
  readonly child: Child;
}

type ListeningLine = Extract<ServerConsoleLine, { kind: 'listening' }>;
export type CodeLine = Extract<ServerConsoleLine, { kind: 'code' }>;

const parseConsoleLine = (line: string): ServerConsoleLine | undefined => {
  try {
    return serverConsoleLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

/** Starts the server on loopback, with its affiliate, and waits until it listens; `onCode` gets the codes that it shows on its console. */
export async function startServer(options: {
  readonly root: string;
  readonly folders: LocalFolders;
  readonly port: number;
  readonly affiliate: LocalAffiliate;
  readonly onCode: (line: CodeLine) => void;
}): Promise<LocalServer> {
  const { root, folders, port, affiliate } = options;
  const logFile = join(folders.logs, 'server.log');
  let listening: (line: ListeningLine) => void = () => {};
  const started = new Promise<ListeningLine>((resolve) => {
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
      BISIK_AFFILIATE_URL: affiliate.url,
      BISIK_AFFILIATE_NAME: affiliate.name,
    },
    logFile,
    onLine(line) {
      const said = parseConsoleLine(line);
      if (said?.kind === 'listening') listening(said);
      else if (said?.kind === 'code') options.onCode(said);
    },
  });
  const { url, publicKey } = await firstOf(started, child, {
    what: `The server (port ${port})`,
    logFile,
  });
  return { url, publicKey, child };
}
