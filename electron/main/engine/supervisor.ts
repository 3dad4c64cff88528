import { type EngineStart, engineReportSchema } from '../../../contract/ipc/boot.ts';
import type { EngineState } from '../../../contract/ipc/shell.ts';

/** A running engine process, as an adapter over Electron's `utilityProcess` gives it. */
export interface EngineProcess<Port> {
  readonly post: (message: unknown, ports?: readonly Port[]) => void;
  readonly onReport: (listener: (report: unknown) => void) => void;
  readonly onExit: (listener: () => void) => void;
  /** Ends it at once; nothing that it does can keep it. */
  readonly kill: () => void;
}

export interface Timers {
  readonly now: () => number;
  /** Calls once after the delay; gives what stops it. */
  readonly after: (delayMs: number, call: () => void) => () => void;
}

type Start = Omit<EngineStart, 'kind' | 'databaseKey'>;

export interface EngineSupervisor<Port> {
  readonly state: () => EngineState;
  /** Starts the process ahead of the key: it loads its modules meanwhile. */
  readonly launch: () => void;
  /** Gives the engine its key and options; also after every restart. */
  readonly begin: (options: Start, key: () => Promise<Uint8Array>) => void;
  /** One end of a channel to a window. */
  readonly connect: (port: Port) => void;
  readonly setLocalProgram: (localProgram: EngineStart['localProgram']) => void;
  /** Ends the engine, and with it the key that it holds, within `restWithinMs`; the next one waits for `begin`. */
  readonly rest: () => void;
  /** Asks it to end, and ends it when it does not within `closeWithinMs`. */
  readonly close: () => Promise<void>;
}

const healthyAfterMs = 60_000;
const closeWithinMs = 5_000;
/** It holds a key that it must no longer have: a database killed in its writing opens again all the same. */
const restWithinMs = 2_000;

/** How long to wait before the next start, after `failures` ends in a row. */
export const restartDelayMs = (failures: number): number =>
  [100, 1_000, 2_000, 5_000, 15_000][failures - 1] ?? 30_000;

/** Keeps one engine running: starts it again when it ends unasked, with a back-off. */
export const createEngineSupervisor = <Port>(options: {
  fork: () => EngineProcess<Port>;
  timers: Timers;
  onState: (state: EngineState) => void;
  /** A new engine runs: windows need new ports. */
  onRestart: () => void;
  onStarted: () => void;
  complain: (what: string) => void;
}): EngineSupervisor<Port> => {
  let child: EngineProcess<Port> | undefined;
  let start: { options: Start; key: () => Promise<Uint8Array> } | undefined;
  let state: EngineState = { state: 'waiting', restarts: 0 };
  let failures = 0;
  let startedAt = 0;
  let stopWaiting = (): void => {};
  /** Stops waiting for an engine that ends to rest. */
  let resting: (() => void) | undefined;
  let closing: { done: () => void } | undefined;

  const become = (next: EngineState): void => {
    if (next.state === state.state && next.restarts === state.restarts) return;
    state = next;
    options.onState(state);
  };

  const give = async (to: EngineProcess<Port>): Promise<void> => {
    if (!start) return;
    let databaseKey: Uint8Array;
    try {
      databaseKey = await start.key();
    } catch {
      // The vault says why; it calls `begin` again once it has the key.
      start = undefined;
      become({ ...state, state: 'waiting' });
      return;
    }
    if (child === to && start) to.post({ kind: 'start', ...start.options, databaseKey });
    databaseKey.fill(0);
  };

  const launch = (): void => {
    if (child || closing) return;
    const process = options.fork();
    child = process;
    startedAt = options.timers.now();
    process.onReport((message) => {
      const report = engineReportSchema.safeParse(message);
      if (!report.success || child !== process) return;
      if (report.data.kind === 'started') {
        // Said before it heard that it shall end.
        if (resting) return;
        become({ ...state, state: 'running' });
        options.onStarted();
      } else if (report.data.kind === 'failed') {
        options.complain(`the engine did not start: ${report.data.code}`);
        process.kill();
      }
    });
    process.onExit(() => {
      if (child !== process) return;
      child = undefined;
      if (closing) return closing.done();
      if (resting) {
        resting();
        resting = undefined;
        return again();
      }
      const healthy = options.timers.now() - startedAt >= healthyAfterMs;
      failures = healthy ? 1 : failures + 1;
      options.complain('the engine ended');
      become({ state: start ? 'restarting' : 'waiting', restarts: state.restarts + 1 });
      stopWaiting = options.timers.after(restartDelayMs(failures), again);
    });
    void give(process);
  };

  const again = (): void => {
    launch();
    if (!start) become({ ...state, state: 'waiting' });
    options.onRestart();
  };

  return {
    state: () => state,
    launch,
    begin: (startOptions, key) => {
      start = { options: startOptions, key };
      become({ ...state, state: 'starting' });
      // One that ends to rest is given nothing more; the next one is.
      if (resting) return;
      if (child) void give(child);
      else launch();
    },
    connect: (port) => child?.post({ kind: 'port' }, [port]),
    setLocalProgram: (localProgram) => {
      if (!start) return;
      start = { ...start, options: { ...start.options, localProgram } };
      child?.post({ kind: 'localProgram', localProgram });
    },
    rest: () => {
      const last = child;
      if (!start || closing) return;
      start = undefined;
      stopWaiting();
      become({ ...state, state: 'waiting' });
      // Unlocked and locked again while it ends.
      if (resting) return;
      if (!last) return again();
      resting = options.timers.after(restWithinMs, () => last.kill());
      last.post({ kind: 'close' });
    },
    close: async () => {
      stopWaiting();
      resting?.();
      const last = child;
      if (!last || closing) {
        closing ??= { done: () => {} };
        return;
      }
      await new Promise<void>((resolve) => {
        const stop = options.timers.after(closeWithinMs, () => last.kill());
        closing = {
          done: () => {
            stop();
            resolve();
          },
        };
        last.post({ kind: 'close' });
      });
    },
  };
};
