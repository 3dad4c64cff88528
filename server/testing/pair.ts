import type { ServerOptions } from '../options.ts';
import { startTestServer, type TestServer } from './start-test-server.ts';
import { register, type TestAccount, testNumber } from './test-client.ts';

export interface Pair {
  readonly server: TestServer;
  readonly from: TestAccount;
  readonly to: TestAccount;
}

/** A server with two registered people. */
export const startPair = async (options: Partial<ServerOptions> = {}): Promise<Pair> => {
  const server = await startTestServer(options);
  const from = await register(server, testNumber(1));
  const to = await register(server, testNumber(2));
  return { server, from, to };
};

export const textOf = (content: Uint8Array | undefined): string =>
  new TextDecoder().decode(content);
