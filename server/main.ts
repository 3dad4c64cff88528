import { readFileSync } from 'node:fs';
import type { ServerConsoleLine } from '../contract/local/launcher.ts';
import packageFile from '../package.json' with { type: 'json' };
import { buildServer } from './app.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { type CodeSender, createLogSender } from './modules/registration/code-sender.ts';
import { createHttpSender } from './modules/registration/http-sender.ts';
import { listeningWords, startFailureWords } from './operator-words.ts';
import { systemClock } from './platform/clock.ts';
import { createLog } from './platform/log.ts';

const say = (line: ServerConsoleLine): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const senderOf = ({ sender }: Environment): CodeSender => {
  if (sender.kind === 'log')
    return createLogSender(({ number, code, expiresAt }) =>
      say({ kind: 'code', number, code, expiresAt }),
    );
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  return createHttpSender({ ...sender, clock: systemClock, fetch, sleep });
};

const start = async (environment: Environment): Promise<void> => {
  const { host, port, dataDir, operator, trustProxy, tls, witnesses, affiliate } = environment;
  const log = createLog(environment.logLevel);
  const server = await buildServer({
    host,
    port,
    dataDir,
    operator,
    trustProxy,
    witnesses,
    affiliate,
    limits: { maxTransferBytes: environment.maxTransferBytes },
    version: packageFile.version,
    sender: senderOf(environment),
    tls: tls && { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) },
    log,
    fetch,
  });
  const stop = (): void => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { url } = await server.listen();
  log.info({}, 'listening');
  say({ kind: 'listening', url, publicKey: Buffer.from(server.publicKey).toString('base64') });
  if (process.stdout.isTTY) process.stdout.write(listeningWords(environment, url));
};

const fail = (words: string): never => {
  process.stderr.write(`${words}\n`);
  process.exit(1);
};

try {
  const environment = readEnvironment(process.env);
  start(environment).catch((error: unknown) => fail(startFailureWords(error, environment)));
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
