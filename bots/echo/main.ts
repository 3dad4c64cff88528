import { createInterface } from 'node:readline';
import type * as z from 'zod/mini';
import {
  type echoReadyLineSchema,
  serverConsoleLineSchema,
} from '../../contract/local/launcher.ts';
import { startEcho } from './echo.ts';
import { parseEchoOptions } from './options.ts';

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const main = async (): Promise<void> => {
  const options = parseEchoOptions(process.env);
  const log = (line: string): void => void process.stderr.write(`echo: ${line}\n`);
  const waiting: ((code: string) => void)[] = [];
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const parsed = serverConsoleLineSchema.safeParse(parseJson(line));
    if (parsed.success && parsed.data.kind === 'code' && parsed.data.number === options.number)
      waiting.shift()?.(parsed.data.code);
  });
  const echo = await startEcho(options, {
    log,
    nextCode: () => new Promise((resolve) => waiting.push(resolve)),
  });
  const { accountId, username } = echo.account;
  const ready: z.infer<typeof echoReadyLineSchema> = {
    kind: 'ready',
    accountId,
    username,
    name: echo.account.name,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);

  const stop = (): void => {
    lines.close();
    echo.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // The launcher holds the other end: without it nobody would end this program.
  lines.once('close', stop);
};

main().catch((error: unknown) => {
  process.stderr.write(`echo: ${error instanceof Error ? error.message : 'could not start'}\n`);
  process.exit(1);
});
