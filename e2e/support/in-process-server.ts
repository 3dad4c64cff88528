import { buildServer } from '../../server/app.ts';
import type { BisikServer, ServerOptions } from '../../server/options.ts';
import { createLog } from '../../server/platform/log.ts';
import { waitFor } from './wait.ts';

/** The server within this process, for what only an argument can do, such as another time. */
export interface InProcessServer extends Pick<BisikServer, 'keyTransparency'> {
  readonly url: string;
  readonly codeFor: (number: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Builds the server on a folder, lets it listen on a free port, and keeps the codes that it sends. */
export const startInProcessServer = async (
  options: Pick<ServerOptions, 'dataDir'> & Partial<ServerOptions>,
): Promise<InProcessServer> => {
  const codes = new Map<string, string>();
  const server = await buildServer({
    host: '127.0.0.1',
    port: 0,
    operator: 'Journey server',
    version: '0.0.0-journey',
    sender: { send: async ({ number, code }) => void codes.set(number, code) },
    log: createLog('silent'),
    fetch,
    ...options,
  });
  const { url } = await server.listen();
  return {
    url,
    keyTransparency: server.keyTransparency,
    codeFor: (number) => waitFor(() => codes.get(number), { what: `the code for ${number}` }),
    close: () => server.close(),
  };
};
