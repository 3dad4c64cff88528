/** Says why, and ends. */
export const endWith = (error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
};

/** Starts a program that runs until it is told to end; says why when it cannot start. */
export const runProgram = (start: () => Promise<{ readonly close: () => Promise<void> }>): void => {
  start().then(({ close }) => {
    const stop = (): void => void close().then(() => process.exit(0));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  }, endWith);
};
