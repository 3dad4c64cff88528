import { connect } from 'node:net';
import type { EngineStart } from '../../../contract/ipc/boot.ts';
import type { Emit, Handlers } from '../../../contract/ipc/define.ts';
import type { localDomain } from '../../../contract/ipc/shell.ts';
import {
  type LauncherLine,
  type LocalAffiliate,
  launcherLineSchema,
} from '../../../contract/local/launcher.ts';
import { createLineReader } from './lines.ts';

type Code = Omit<Extract<LauncherLine, { kind: 'code' }>, 'kind'>;

export interface LauncherClient {
  readonly handlers: Handlers<typeof localDomain>;
  /** What the launcher said of its server and of Echo; empty when it stays silent for `timeoutMs`, or is not there. */
  readonly hello: (
    timeoutMs: number,
  ) => Promise<{ serverUrl: string | null; localProgram: EngineStart['localProgram'] }>;
  /** Echo got its account later. Gives its unsubscribe. */
  readonly onLocalProgram: (
    listener: (program: NonNullable<EngineStart['localProgram']>) => void,
  ) => () => void;
  readonly close: () => Promise<void>;
}

const keptCodes = 20;

/** The launcher's control socket; without one (`socketPath` undefined) nothing is local and no code ever comes. */
export const createLauncherClient = (options: {
  socketPath: string | undefined;
  profile: string;
  emit: Emit<typeof localDomain>;
}): LauncherClient => {
  const local = options.socketPath !== undefined && options.socketPath !== '';
  let codes: Code[] = [];
  let serverUrl: string | null = null;
  let localProgram: EngineStart['localProgram'] = null;
  let affiliate: LocalAffiliate | null = null;
  const programs = new Set<(program: NonNullable<EngineStart['localProgram']>) => void>();
  let greet = (): void => {};
  const greeted = new Promise<void>((resolve) => {
    greet = resolve;
  });

  const take = (line: string): void => {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      return;
    }
    const parsed = launcherLineSchema.safeParse(json);
    if (!parsed.success) return;
    if (parsed.data.kind === 'code') {
      const { kind: _, ...code } = parsed.data;
      codes = [...codes.filter(({ number }) => number !== code.number), code].slice(-keptCodes);
      options.emit('code', code);
      return;
    }
    ({ serverUrl, affiliate } = parsed.data);
    const { echo } = parsed.data;
    if (echo && echo.accountId !== localProgram?.accountId) {
      localProgram = echo;
      for (const listener of [...programs]) listener(echo);
    }
    greet();
  };

  const socket = local && options.socketPath ? connect(options.socketPath) : undefined;
  if (socket) {
    socket.setEncoding('utf8');
    socket.on('data', createLineReader(take) as (chunk: string | Buffer) => void);
    // A launcher that ended leaves an app that works on; there is nothing to tell it.
    socket.on('error', greet);
    socket.on('close', greet);
    socket.write(
      `${JSON.stringify({ kind: 'hello', role: 'app', profile: options.profile.slice(0, 64) })}\n`,
    );
  } else {
    greet();
  }

  return {
    handlers: { get: async () => ({ local, codes, affiliate }) },
    hello: async (timeoutMs) => {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      });
      await Promise.race([greeted, timeout]);
      clearTimeout(timer);
      return { serverUrl, localProgram };
    },
    onLocalProgram: (listener) => {
      programs.add(listener);
      return () => void programs.delete(listener);
    },
    close: async () => {
      socket?.destroy();
    },
  };
};
