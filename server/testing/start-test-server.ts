import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServer } from '../app.ts';
import { type CodeMessage, createLogSender } from '../modules/registration/code-sender.ts';
import type { BisikServer, ServerOptions } from '../options.ts';
import { createLog } from '../platform/log.ts';

export interface TestServer {
  readonly url: string;
  readonly dataDir: string;
  readonly port: number;
  /** The code last sent to a number. Throws when none was. */
  readonly lastCode: (number: string) => string;
  /** What the server logged, a JSON line each. */
  readonly logLines: readonly string[];
  readonly close: () => Promise<void>;
}

export interface InProcessServer
  extends TestServer,
    Pick<BisikServer, 'gateway' | 'transparency' | 'keyTransparency'> {}

/** A real server in this process on a free port, with a data folder of its own that goes when it closes. */
export const startTestServer = async (
  options: Partial<ServerOptions> = {},
): Promise<InProcessServer> => {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'bisik-server-'));
  const codes = new Map<string, string>();
  const logLines: string[] = [];
  const keep = ({ number, code }: CodeMessage): void => void codes.set(number, code);
  const server = await buildServer({
    host: '127.0.0.1',
    port: 0,
    operator: 'Test server',
    version: '0.0.0',
    sender: createLogSender(keep),
    log: createLog('info', (line) => logLines.push(line)),
    fetch,
    ...options,
    // Tests may run on a small disk.
    limits: { minFreeDiskBytes: 0, ...options.limits },
    dataDir,
  });
  const { url } = await server.listen();
  return {
    url,
    dataDir,
    port: Number(new URL(url).port),
    gateway: server.gateway,
    transparency: server.transparency,
    keyTransparency: server.keyTransparency,
    logLines,
    lastCode: (number) => {
      const code = codes.get(number);
      if (code === undefined) throw new Error('No code was sent to that number');
      return code;
    },
    close: async () => {
      await server.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
