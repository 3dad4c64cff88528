import type { FastifyError, FastifyInstance } from 'fastify';
import { CodedError, isCodedError, toErrorBody } from '../../contract/errors/coded-error.ts';
import { errorTable } from '../../contract/errors/table.ts';
import { isStorageFailure } from '../store/failures.ts';

/** The error that is told for whatever a handler or Fastify threw. */
const toCodedError = (error: unknown): CodedError => {
  if (isCodedError(error)) return error;
  const { statusCode, validation, code } = error as Partial<FastifyError>;
  if (validation !== undefined || statusCode === 400 || statusCode === 415)
    return new CodedError('bad_request');
  if (statusCode === 413) return new CodedError('too_large');
  if (statusCode === 404) return new CodedError('not_found');
  if (isStorageFailure(error)) return new CodedError('storage_failed', { cause: error });
  return new CodedError(code === 'FST_ERR_CLOSED' ? 'unavailable' : 'internal', { cause: error });
};

export const registerErrors = (
  app: FastifyInstance,
  onUnexpected: (error: unknown) => void,
): void => {
  app.setErrorHandler(async (error, _request, reply) => {
    const coded = toCodedError(error);
    if (coded.code === 'internal' || coded.code === 'storage_failed') onUnexpected(error);
    if (coded.retryAfterMs !== undefined)
      reply.header('retry-after', Math.ceil(coded.retryAfterMs / 1_000));
    const row: { status?: number } = errorTable[coded.code];
    return reply.code(row.status ?? 500).send(toErrorBody(coded));
  });
  app.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).send(toErrorBody(new CodedError('not_found'))),
  );
};
