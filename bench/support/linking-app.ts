import { createInterface } from 'node:readline';
import { createMessenger, type Messenger } from '../../core/index.ts';
import { createNodeClock } from '../../core/platform/node-clock.ts';
import { createNodeNetwork } from '../../core/platform/node-network.ts';
import { createNodeRandom } from '../../core/platform/node-random.ts';

/** A messenger without a window over a database, and word of everything about its devices. */
export const openLinkingApp = (options: {
  readonly databaseFile: string;
  readonly databaseKey: Uint8Array;
  readonly serverUrl: string;
  readonly onChanged: () => void;
}): Promise<Messenger> =>
  createMessenger({
    databaseFile: options.databaseFile,
    databaseKey: options.databaseKey,
    defaultServerUrl: options.serverUrl,
    localProgram: null,
    acceptsEverybody: true,
    appVersion: '0.0.0-bench',
    clock: createNodeClock(),
    random: createNodeRandom(),
    network: createNodeNetwork(),
    emit: options.onChanged,
  });

/**
 * As a program of its own, so that both devices have a thread as on two computers: `FILE KEY URL`, a linked device. Each line on its
 * input is a code to approve; afterwards, when the other one has all, that is unlinked.
 */
const serve = async (databaseFile: string, key: string, serverUrl: string): Promise<void> => {
  let onChanged = (): void => undefined;
  const messenger = await openLinkingApp({
    databaseFile,
    databaseKey: new Uint8Array(Buffer.from(key, 'base64')),
    serverUrl,
    onChanged: () => onChanged(),
  });
  const { devices, connection } = messenger.handlers;
  const say = (kind: string): void => void process.stdout.write(`${JSON.stringify({ kind })}\n`);
  const until = (check: () => Promise<boolean>): Promise<void> =>
    new Promise((resolve) => {
      const look = async (): Promise<void> => {
        if (await check()) resolve();
      };
      onChanged = () => void look();
      void look();
    });
  await until(async () => (await connection.get({})).state === 'online');
  say('online');
  for await (const line of createInterface({ input: process.stdin })) {
    await devices.approve({ code: JSON.parse(line) as string, withHistory: true });
    await until(async () => (await devices.get({})).history?.stage === 'done');
    const { devices: listed } = await devices.refresh({});
    const deviceIds = (listed ?? []).flatMap((one) => (one.thisDevice ? [] : [one.deviceId]));
    await devices.unlink({ deviceIds, wipe: false });
    say('unlinked');
  }
  await messenger.close();
};

const [program, file, key, url] = process.argv.slice(1);
if (program === import.meta.filename && file && key && url) await serve(file, key, url);
