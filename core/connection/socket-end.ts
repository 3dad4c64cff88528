import { CodedError, fromErrorBody } from '../../contract/errors/coded-error.ts';
import { errorCodes, errorTable } from '../../contract/errors/table.ts';
import type { SocketEnd } from '../platform/types.ts';
import { canTravel } from './server-error.ts';

/** What the end of a socket says: the error in its reason, else the one of its close code, else that nothing answers. */
export const toSocketError = (end: SocketEnd): CodedError => {
  const code = errorCodes.find((candidate) => {
    const row = errorTable[candidate];
    return 'close' in row && row.close === end.code;
  });
  try {
    const stated = fromErrorBody(JSON.parse(end.reason));
    if (stated.code !== 'internal' && canTravel(stated.code))
      return new CodedError(stated.code, {
        retryAfterMs: stated.retryAfterMs ?? end.retryAfterMs,
        details: stated.details,
      });
  } catch {
    // No JSON: the number says enough.
  }
  return new CodedError(code ?? 'offline', { retryAfterMs: end.retryAfterMs });
};
