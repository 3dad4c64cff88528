import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { LogState } from '../../../contract/ipc/disclosures.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import type { SharingState } from '../../../contract/ipc/sharing.ts';

/** A server that publishes no policy. */
export const noSharing = (): SharingState => ({
  now: 0,
  heardAt: null,
  phase: 'none',
  regime: null,
  pickedRegime: null,
  affiliate: null,
  recipients: [],
  inForce: null,
  accepted: null,
  shares: [],
  globalOptOut: { on: false, saved: { waitingSince: null, serverSince: null } },
  ask: null,
  unconfirmed: false,
  waiting: 0,
  refused: null,
});

/** A log that nobody looked at. */
export const noLog = (): LogState => ({
  state: 'never',
  checkedAt: null,
  origin: null,
  size: null,
  witnesses: [],
  agreedWith: 0,
  alarm: null,
});

const nothingToChoose = async (): Promise<never> => {
  throw new CodedError('bad_request');
};
const notFound = async (): Promise<never> => {
  throw new CodedError('not_found');
};

type SharingDomains = Pick<EngineDomains, 'sharing' | 'disclosures'>;

export const sharingHandlers = (): {
  [D in keyof SharingDomains]: Handlers<SharingDomains[D]>;
} => ({
  sharing: {
    get: async () => noSharing(),
    refresh: async () => noSharing(),
    readPolicy: notFound,
    accept: nothingToChoose,
    notNow: nothingToChoose,
    choose: nothingToChoose,
    setGlobalOptOut: nothingToChoose,
    pickRegime: nothingToChoose,
    readRefusal: async () => noSharing(),
    preview: async () => ({ payload: null, exact: false }),
    history: async () => ({ choices: [], more: false }),
    exportReceipt: notFound,
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
    log: async () => noLog(),
    check: async () => noLog(),
    exportEvidence: notFound,
    readRestored: async () => noLog(),
  },
});
