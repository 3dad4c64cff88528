import { type MessagePortMain, utilityProcess } from 'electron';
import type { EngineProcess } from '../engine/supervisor.ts';
import { endProcess } from './end-process.ts';

/** Starts the engine's bundle in a process of its own, without this program's environment. */
export const forkEngine = (
  bundle: string,
  env: Record<string, string>,
): EngineProcess<MessagePortMain> => {
  const child = utilityProcess.fork(bundle, [], { serviceName: 'Bisik engine', env, execArgv: [] });
  return {
    post: (message, ports) => child.postMessage(message, ports ? [...ports] : undefined),
    onReport: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void endProcess(child.pid),
  };
};
