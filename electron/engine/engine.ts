import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toErrorBody } from '../../contract/errors/coded-error.ts';
import { type EngineStart, engineControlSchema } from '../../contract/ipc/boot.ts';
import {
  createComputerNetwork,
  createMessenger,
  createNodeClock,
  createNodeRandom,
} from '../../core/index.ts';
import { createEnginePorts, type EnginePort } from './host.ts';

/** What Electron gives a utility process to speak with main. */
interface ParentPort {
  on: (
    event: 'message',
    listener: (event: { data: unknown; ports: readonly EnginePort[] }) => void,
  ) => unknown;
  postMessage: (message: unknown) => void;
}
const { parentPort } = process as NodeJS.Process & { parentPort: ParentPort };

// The name of the call and the kind of error: never what was in it.
const complain = (name: string, error: unknown): void =>
  console.error(`bisik-engine ${name}: ${error instanceof Error ? error.name : 'error'}`);

const ports = createEnginePorts(complain);
const start = async (options: EngineStart) => {
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
  const messenger = await createMessenger({
    databaseFile: join(options.dataFolder, 'bisik.db'),
    databaseKey: options.databaseKey,
    defaultServerUrl: options.defaultServerUrl,
    localProgram: options.localProgram,
    appVersion: options.appVersion,
    clock: createNodeClock(),
    random: createNodeRandom(),
    network: createComputerNetwork(process.env),
    emit: ports.spread,
    onUnexpected: complain,
  });
  options.databaseKey.fill(0);
  ports.serve(messenger.handlers);
  parentPort.postMessage({ kind: 'started' });
  return messenger;
};

let messenger: ReturnType<typeof start> | undefined;

const close = async (): Promise<void> => {
  const running = await messenger?.catch(() => undefined);
  await running?.close().catch((error: unknown) => complain('close', error));
  ports.close();
  parentPort.postMessage({ kind: 'closed' });
  process.exit(0);
};

parentPort.on('message', ({ data, ports: given }) => {
  const control = engineControlSchema.safeParse(data);
  if (!control.success) return complain('control', control.error);
  const message = control.data;
  if (message.kind === 'start' && !messenger) {
    messenger = start(message);
    messenger.catch((error: unknown) => {
      complain('start', error);
      parentPort.postMessage({ kind: 'failed', code: toErrorBody(error).code });
    });
  } else if (message.kind === 'port') {
    for (const port of given) ports.add(port);
  } else if (message.kind === 'localProgram') {
    void messenger?.then(({ setLocalProgram }) => setLocalProgram(message.localProgram));
  } else if (message.kind === 'close') {
    void close();
  }
});
