import type { LogState } from '../../contract/ipc/disclosures.ts';
import type { SharingState } from '../../contract/ipc/sharing/state.ts';
import { sampleRows } from './fake/sample-policy.ts';
import {
  askedState,
  firstHash,
  newHash,
  sampleName,
  sampleSharing,
  sampleState,
  toShare,
} from './fake/sample-sharing.ts';
import { createSampleWorld, sampleNow } from './fake/sample-world.ts';
import { createSharingWorld, type SharingWorld } from './fake/sharing-world.ts';
import type { World } from './fake/world.ts';

const day = 86_400_000;

const scene =
  (change: Partial<SharingWorld> = {}): (() => World) =>
  () =>
    createSampleWorld({ sharing: sampleSharing(change) });

const withState = (change: Partial<SharingState>) => scene({ state: sampleState(change) });
const withLog = (change: Partial<LogState>) =>
  scene({ log: { ...sampleSharing().log, ...change } });

/** Under opt-out, with boxes left ticked; `sinceDays` after sharing started. */
const optOut = (sinceDays: number): SharingState => {
  const startsAt = sampleNow - sinceDays * day;
  const deadlineAt = startsAt + 30 * day;
  return sampleState({
    regime: 'opt-out',
    ownRegime: 'opt-out',
    shares: sampleRows.map((row) => {
      const on = row.purpose !== 'usage-metrics';
      const chosen = toShare(row).chosen;
      return toShare(row, {
        startsAt,
        ...(chosen && {
          on,
          allowed: on,
          because: on ? 'allowed' : 'refused',
          state: on ? 'notified' : 'objected',
          deadlineAt,
          lockedAt: deadlineAt,
          locked: sampleNow >= deadlineAt,
          saved: { waitingSince: null, serverSince: startsAt },
        }),
      });
    }),
  });
};

/** Worlds of data sharing to look at, by name. */
export const sharingScenes: Record<string, () => World> = {
  sharing: scene(),
  none: () => createSampleWorld({ sharing: createSharingWorld() }),
  unknown: () =>
    createSampleWorld({
      sharing: createSharingWorld({
        state: { ...createSharingWorld().state, phase: 'unknown' },
      }),
    }),
  asked: scene({ state: askedState() }),
  askedoptout: scene({ state: askedState({ regime: 'opt-out', ownRegime: 'opt-out' }) }),
  widened: scene({
    state: sampleState({
      accepted: { ...sampleName, id: '2026-1', hash: firstHash },
      ask: { policyHash: newHash, why: 'widened', notBefore: 0, due: true },
    }),
  }),
  damaged: withState({ ask: { policyHash: newHash, why: 'damaged', notBefore: 0, due: true } }),
  notnow: scene({
    state: askedState({
      ask: { policyHash: newHash, why: 'first', notBefore: sampleNow + 6 * day, due: false },
    }),
  }),
  day18: scene({ state: optOut(18) }),
  day31: scene({ state: optOut(31) }),
  refuseall: withState({
    globalOptOut: { on: true, saved: { waitingSince: null, serverSince: sampleNow - day } },
    shares: sampleRows.map((row) =>
      toShare(row, toShare(row).chosen ? { because: 'global_opt_out', state: 'objected' } : {}),
    ),
  }),
  /** Two devices that were apart said yes and no. */
  apart: withState({
    shares: sampleRows.map((row) =>
      toShare(
        row,
        row.purpose === 'ads-relevance'
          ? {
              conflict: [
                {
                  deviceId: 1,
                  device: 'Laptop',
                  thisDevice: true,
                  at: sampleNow - day,
                  gives: true,
                },
                {
                  deviceId: 2,
                  device: 'Meja di pejabat',
                  thisDevice: false,
                  at: sampleNow - 3_600_000,
                  gives: false,
                },
              ],
            }
          : {},
      ),
    ),
  }),
  unconfirmed: withState({
    unconfirmed: true,
    shares: sampleRows.map((row) =>
      toShare(row, {
        ...(row.purpose === 'usage-metrics' && { on: true, state: 'given' }),
        allowed: false,
        because: 'unconfirmed',
      }),
    ),
    refused: {
      at: sampleNow - 3 * day,
      purpose: 'friend-suggestions',
      recipient: 'nusa',
      problem: { code: 'choice_locked' },
    },
  }),
  nothingshared: scene({ items: [] }),
  lognever: withLog({ state: 'never', checkedAt: null, size: null, witnesses: [], agreedWith: 0 }),
  logoffline: withLog({ state: 'unavailable', checkedAt: sampleNow - day }),
  logrestored: withLog({ state: 'restored' }),
  logunproved: withLog({ state: 'unproved' }),
  logfull: withLog({ isFull: true }),
  forked: withLog({
    state: 'alarm',
    alarm: { kind: 'two_roots', foundAt: sampleNow, byContact: true },
  }),
};
