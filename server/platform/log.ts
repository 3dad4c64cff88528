import pino from 'pino';

export interface Log {
  readonly info: (facts: Readonly<Record<string, unknown>>, message: string) => void;
  readonly warn: (facts: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (facts: Readonly<Record<string, unknown>>, message: string) => void;
}

/** The log stream: JSON lines on standard error unless told otherwise. */
export const createLog = (level: string, write?: (line: string) => void): Log => {
  const options = { level, base: null };
  return write === undefined
    ? pino(options, pino.destination({ dest: 2, sync: true }))
    : pino(options, { write });
};

const frames = /^\s+at .*$/gm;

/** What may be logged of an error: never its message, which may quote what somebody sent. */
export const errorFacts = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const at = (error.stack?.match(frames) ?? []).slice(0, 8).map((frame) => frame.trim());
  return { error: error.name, ...code, at };
};
