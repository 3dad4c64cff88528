import * as z from 'zod/mini';
import { type ErrorCode, errorTable, isErrorCode } from './table.ts';

/** JSON-safe facts that go with a code, such as which devices changed. Never personal data. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** How an error travels: over HTTP, in an error frame and over IPC. */
export const errorBodySchema = z.object({
  code: z.custom<ErrorCode>(isErrorCode, { error: 'not an error code' }),
  retryAfterMs: z.optional(z.int().check(z.minimum(0))),
  details: z.optional(z.record(z.string(), z.unknown())),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** The one error class that crosses a boundary between programs. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly details: ErrorDetails | undefined;

  constructor(
    code: ErrorCode,
    options: {
      retryAfterMs?: number | undefined;
      details?: ErrorDetails | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(
      errorTable[code].sentence,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'CodedError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details;
  }
}

/** True for a CodedError, also of another bundle's copy of the class. */
export const isCodedError = (error: unknown): error is CodedError =>
  error instanceof Error &&
  'code' in error &&
  isErrorCode(error.code) &&
  error.name === 'CodedError';

/** The body that travels for any thrown value; unknown errors become `internal` and say nothing of their cause. */
export const toErrorBody = (error: unknown): ErrorBody => {
  if (!isCodedError(error)) return { code: 'internal' };
  return {
    code: error.code,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.details === undefined ? {} : { details: { ...error.details } }),
  };
};

/** The error that a received body stands for; a body that is not one becomes `internal`. */
export const fromErrorBody = (body: unknown): CodedError => {
  const parsed = errorBodySchema.safeParse(body);
  return parsed.success
    ? new CodedError(parsed.data.code, parsed.data)
    : new CodedError('internal');
};
