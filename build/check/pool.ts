import { spawn } from 'node:child_process';

export type Step = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What usually helps when it fails. */
  readonly hint?: string;
};

export type StepResult = {
  readonly step: Step;
  readonly ok: boolean;
  readonly ms: number;
  readonly output: string;
};

const runStep = (step: Step, cwd: string): Promise<StepResult> =>
  new Promise((resolve) => {
    const startedAt = performance.now();
    const chunks: Buffer[] = [];
    const child = spawn(step.command, step.args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const finish = (ok: boolean, extra = ''): void =>
      resolve({
        step,
        ok,
        ms: performance.now() - startedAt,
        output: Buffer.concat(chunks).toString('utf8') + extra,
      });
    child.on('error', (error) => finish(false, `could not start: ${error.message}`));
    child.on('close', (code, signal) =>
      finish(code === 0, code === null ? `stopped by ${signal}` : ''),
    );
  });

/** Runs the steps in order, at most `width` at a time; results come back in the order given. */
export const runPool = async (
  steps: readonly Step[],
  options: {
    readonly cwd: string;
    readonly width: number;
    readonly onDone?: (result: StepResult) => void;
  },
): Promise<StepResult[]> => {
  const results: StepResult[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < steps.length; index = next++) {
      const step = steps[index];
      if (step === undefined) return;
      const result = await runStep(step, options.cwd);
      results[index] = result;
      options.onDone?.(result);
    }
  };
  await Promise.all(Array.from({ length: options.width }, lane));
  return results;
};
