import type { LogState } from './disclosures.ts';
import type { SharingState } from './sharing/state.ts';

/** Nothing was heard of any policy yet. `now` in ms. */
export const noSharing = (now: number): SharingState => ({
  now,
  heardAt: null,
  phase: 'unknown',
  regime: null,
  namedRegime: null,
  pickedRegime: null,
  ownRegime: null,
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

/** The log was not looked at yet. */
export const noLog: LogState = {
  state: 'never',
  checkedAt: null,
  origin: null,
  size: null,
  witnesses: [],
  agreedWith: 0,
  isFull: false,
  alarm: null,
};
