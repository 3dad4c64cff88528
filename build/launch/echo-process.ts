import { join } from 'node:path';
import type * as z from 'zod/mini';
import { echoReadyLineSchema } from '../../contract/local/launcher.ts';
import { type Child, startNodeChild } from './child.ts';
import type { LocalFolders } from './folders.ts';
import type { CodeLine } from './server-process.ts';

/** A number kept free for fiction; Echo registers it on the local server. */
export const ECHO_NUMBER = '+12015550100';

export type EchoReady = z.infer<typeof echoReadyLineSchema>;

export interface LocalEcho {
  readonly child: Child;
  /** Hands Echo the code that the server showed for its number. */
  giveCode(line: CodeLine): void;
}

const parseReady = (line: string): EchoReady | undefined => {
  try {
    return echoReadyLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

/** Starts Echo with its own data folder; `onReady` tells when it can be written to. */
export function startEcho(options: {
  readonly root: string;
  readonly folders: LocalFolders;
  readonly serverUrl: string;
  readonly onReady: (echo: EchoReady) => void;
}): LocalEcho {
  const { root, folders, serverUrl, onReady } = options;
  const child = startNodeChild(join(root, 'dist', 'echo', 'echo.mjs'), {
    env: {
      ...process.env,
      BISIK_SERVER_URL: serverUrl,
      BISIK_DATA_DIR: folders.echo,
      BISIK_NUMBER: ECHO_NUMBER,
    },
    logFile: join(folders.logs, 'echo.log'),
    onLine(line) {
      const ready = parseReady(line);
      if (ready) onReady(ready);
    },
  });
  return {
    child,
    giveCode: (line) => child.process.stdin?.write(`${JSON.stringify(line)}\n`),
  };
}
