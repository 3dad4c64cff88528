import { CodedError, type ErrorBody } from '../../contract/errors/coded-error.ts';
import { type ErrorCode, type ErrorRow, errorTable } from '../../contract/errors/table.ts';

/** Whether a server may say this; the other codes speak of this computer, and only this computer can know them. */
export const canTravel = (code: ErrorCode): boolean => {
  const row: ErrorRow = errorTable[code];
  return row.status !== undefined || row.close !== undefined;
};

/** The error that a server's word stands for; `internal` when it is not the server's to say. */
export const toServerError = (body: ErrorBody): CodedError =>
  canTravel(body.code)
    ? new CodedError(body.code, body)
    : new CodedError('internal', { retryAfterMs: body.retryAfterMs });
