import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import { noLog, noSharing } from './no-state.ts';

/** Choices about data sharing, and what was shared. */
export interface Sharing {
  readonly handlers: Pick<MessengerHandlers, 'sharing' | 'disclosures'>;
}

/** Sharing as it is before any policy was heard of: nothing to choose, and nothing shared. */
export const createSharing = ({ clock }: Context): Sharing => {
  const state = async () => noSharing(clock.now());
  const nothingToChoose = async (): Promise<never> => {
    throw new CodedError('bad_request');
  };
  return {
    handlers: {
      sharing: {
        get: state,
        refresh: state,
        readPolicy: async () => {
          throw new CodedError('not_found');
        },
        accept: nothingToChoose,
        notNow: nothingToChoose,
        choose: nothingToChoose,
        setGlobalOptOut: nothingToChoose,
        pickRegime: nothingToChoose,
        readRefusal: state,
        preview: async () => ({ payload: null, exact: false }),
        history: async () => ({ choices: [], more: false }),
        exportReceipt: async () => {
          throw new CodedError('offline');
        },
        verifyReceipt: async () => ({
          complete: false,
          records: null,
          upTo: null,
          fault: 'damaged',
          faultAt: null,
          ownServer: false,
          ownAccount: false,
        }),
        suggestions: async () => ({ suggestions: [] }),
      },
      disclosures: {
        list: async () => ({ items: [], more: false, total: 0 }),
        log: async () => noLog,
        check: async () => noLog,
        exportEvidence: async () => {
          throw new CodedError('not_found');
        },
        readRestored: async () => noLog,
      },
    },
  };
};
