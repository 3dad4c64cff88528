import { isCodedError } from '../../contract/errors/coded-error.ts';
import { errorTable } from '../../contract/errors/table.ts';
import type { Asking } from '../connection/asking.ts';

/**
 * Hands the server a note that it must account for, with no choice beside it. Resolves once it was there to be looked at, whatever the
 * server said to it; rejects as `api` does when it never got there or could not be looked at then.
 */
export const presentCheckpoint = async (
  { api }: Pick<Asking, 'api'>,
  note: string,
): Promise<void> => {
  try {
    await api('addConsentRecords', { records: [], latest: null, checkpoint: note });
  } catch (error) {
    const wasLookedAt =
      isCodedError(error) &&
      errorTable[error.code].retry !== 'later' &&
      error.code !== 'unauthorized';
    if (!wasLookedAt) throw error;
  }
};
