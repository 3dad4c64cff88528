import { startChild } from '../child.ts';
import type { TestClock } from '../clock/test-clock.ts';
import { witnessProgram } from '../paths.ts';
import { waitFor } from '../wait.ts';

/** A witness of the disclosure log, in a process of its own. */
export interface WitnessProcess {
  /** Where it answers and its key, as `BISIK_WITNESSES` takes them. */
  readonly address: string;
  readonly dataFolder: string;
  readonly close: () => Promise<void>;
}

export interface WitnessProcessOptions {
  readonly dataFolder: string;
  /** Verifier key of the log that it watches. */
  readonly log: string;
  readonly clock?: TestClock | undefined;
}

/** Starts the witness on a free port and resolves when it listens. */
export const startWitness = async ({
  dataFolder,
  log,
  clock,
}: WitnessProcessOptions): Promise<WitnessProcess> => {
  const child = await startChild(
    process.execPath,
    [...(clock?.nodeArguments ?? []), witnessProgram],
    {
      env: {
        ...process.env,
        ...clock?.env,
        BISIK_WITNESS_DATA_DIR: dataFolder,
        BISIK_WITNESS_LOGS: log,
        BISIK_WITNESS_PORT: '0',
      },
    },
  );
  const address = await waitFor(
    () => {
      if (!child.isRunning()) throw new Error(`the witness ended:\n${child.err.join('\n')}`);
      return child.out.find((line) => line.startsWith('http://'));
    },
    { what: 'the witness to listen' },
  ).catch(async (error: unknown) => {
    await child.close();
    throw error;
  });
  return { address, dataFolder, close: () => child.close() };
};
