import type { SharedItem } from '../../../contract/ipc/disclosures.ts';
import type { SharingRow, SharingState } from '../../../contract/ipc/sharing/state.ts';
import type { PolicyRow } from '../../../contract/policy/document.ts';
import { isChosenPurpose } from '../../../contract/policy/purposes.ts';
import { toUuid } from '../samples.ts';
import { samplePolicy, sampleRows } from './sample-policy.ts';
import { createSharingWorld, noPolicy, type SharingWorld } from './sharing-world.ts';

/** A moment of a fixed afternoon, as in the sample world. */
const now = new Date(2026, 10, 23, 14, 6).getTime();
const at = (day: number, hours: number, minutes: number) =>
  new Date(2026, 10, day, hours, minutes).getTime();

export const firstHash = '1'.repeat(64);
export const newHash = '2'.repeat(64);

const policy = samplePolicy(at(-9, 9, 41));
export const sampleName = {
  id: policy.id,
  hash: newHash,
  publishedAt: policy.publishedAt,
  effectiveAt: policy.effectiveAt,
  objectionWindowDays: policy.objectionWindowDays,
};

export const toShare = (row: PolicyRow, change: Partial<SharingRow> = {}): SharingRow => {
  const chosen = isChosenPurpose(row.purpose);
  return {
    purpose: row.purpose,
    recipient: row.recipient,
    chosen,
    on: !chosen,
    allowed: !chosen,
    because: chosen ? 'refused' : 'allowed',
    state: chosen ? 'refused' : 'required',
    startsAt: at(12, 9, 41),
    deadlineAt: null,
    lockedAt: null,
    locked: false,
    row,
    saved: { waitingSince: null, serverSince: at(12, 9, 41) },
    spentHundredths: null,
    conflict: null,
    ...change,
  };
};

const changes: Partial<Record<string, Partial<SharingRow>>> = {
  'friend-suggestions': { saved: { waitingSince: at(23, 14, 2), serverSince: null } },
  'usage-metrics': {
    on: true,
    allowed: true,
    because: 'allowed',
    state: 'given',
    spentHundredths: 100,
    conflict: null,
  },
};

/** Accepted, with one choice on, one off and one that waits. */
export const sampleState = (change: Partial<SharingState> = {}): SharingState => ({
  ...noPolicy(),
  now,
  heardAt: at(23, 14, 2),
  phase: 'ready',
  regime: 'opt-in',
  ownRegime: 'opt-in',
  affiliate: { recipient: 'nusa', name: 'Kumpulan Nusa' },
  recipients: [
    {
      recipient: 'nusa',
      name: 'Kumpulan Nusa',
      about: policy.recipients.nusa?.about ?? { en: '', ms: '' },
    },
  ],
  inForce: sampleName,
  accepted: sampleName,
  shares: sampleRows.map((row) => toShare(row, changes[row.purpose])),
  ...change,
});

/** Nothing accepted yet, and asked now. */
export const askedState = (change: Partial<SharingState> = {}): SharingState =>
  sampleState({
    accepted: null,
    shares: sampleRows.map((row) =>
      toShare(row, {
        on: false,
        allowed: false,
        because: 'not_accepted',
        state: 'requested',
        startsAt: null,
        saved: { waitingSince: null, serverSince: null },
      }),
    ),
    ask: { policyHash: newHash, why: 'first', notBefore: 0, due: true },
    ...change,
  });

const handle = (n: number) => `${String(n).repeat(4)}Vh0cXl2d2tqN3R4cGdmc2RhLWJpc2lrLW9uY2U`;
const payloads: Partial<Record<string, string>> = {
  'ads-relevance': `{"country":"MY","deletionHandle":"${handle(1)}","phoneNumber":"+60123456701","policy":"2026-2","purpose":"ads-relevance"}`,
  'friend-suggestions': `{"deletionHandle":"${handle(2)}","phoneNumber":"+60123456701","policy":"2026-2","purpose":"friend-suggestions"}`,
  'usage-metrics': `{"day":"2026-11-22","deletionHandle":"${handle(3)}","policy":"2026-2","purpose":"usage-metrics","usageBucket":"3-5"}`,
  'spam-and-abuse': `{"deletionHandle":"${handle(4)}","policy":"2026-2","pseudonym":"7c1eQm0r5xv2Jt8WkYp3Bg","purpose":"spam-and-abuse","spamScore":0}`,
};

const toItem = (number: number, change: Partial<SharedItem>): SharedItem => {
  const purpose = change.purpose ?? 'usage-metrics';
  const row = sampleRows.find((one) => one.purpose === purpose);
  const sent = change.at ?? now;
  return {
    disclosureId: toUuid(number, 50),
    number,
    at: sent,
    purpose,
    recipient: 'nusa',
    policy: '2026-2',
    fields: row?.fields ?? [],
    payload: payloads[purpose] ?? '{}',
    outcome: 'acknowledged',
    outcomeAt: sent + 2_000,
    deletionAskedAt: null,
    deletionConfirmedAt: null,
    restsOnAt: at(12, 9, 41),
    leftTicked: false,
    check: 'checked',
    ...change,
  };
};

export const sampleItems = (): SharedItem[] => [
  toItem(9, {
    at: at(23, 14, 5),
    purpose: 'spam-and-abuse',
    check: 'unchecked',
    outcome: null,
    outcomeAt: null,
  }),
  toItem(8, { at: at(22, 23, 10) }),
  toItem(7, { at: at(21, 23, 10), outcome: 'unknown' }),
  toItem(6, { at: at(18, 8, 2), purpose: 'spam-and-abuse' }),
  toItem(5, {
    at: at(3, 10, 12),
    purpose: 'friend-suggestions',
    deletionAskedAt: at(12, 9, 41),
    deletionConfirmedAt: at(12, 9, 42),
  }),
  toItem(4, {
    at: at(3, 10, 11),
    purpose: 'ads-relevance',
    deletionAskedAt: at(12, 9, 41),
  }),
];

export const sampleSharing = (change: Partial<SharingWorld> = {}): SharingWorld => {
  const older = samplePolicy(at(-200, 9, 0), {
    id: '2026-1',
    effectiveAt: at(-200, 9, 0),
    rows: sampleRows
      .filter(({ purpose }) => purpose !== 'friend-suggestions')
      .map((row) =>
        row.purpose === 'ads-relevance'
          ? { ...row, fields: ['phoneNumber'], retentionDays: 30 }
          : row.purpose === 'security'
            ? { ...row, retentionDays: 60 }
            : row,
      ),
  });
  return createSharingWorld({
    state: sampleState(),
    policies: new Map([
      [newHash, policy],
      [firstHash, older],
    ]),
    previews: {
      'ads-relevance': { payload: payloads['ads-relevance'] ?? null, exact: false },
      'friend-suggestions': { payload: null, exact: false },
      'usage-metrics': { payload: payloads['usage-metrics'] ?? null, exact: true },
      'spam-and-abuse': { payload: payloads['spam-and-abuse'] ?? null, exact: true },
    },
    history: [
      {
        order: null,
        at: at(23, 14, 2),
        receivedAt: null,
        method: 'settings',
        policy: '2026-2',
        regime: 'opt-in',
        decisions: [{ purpose: 'friend-suggestions', recipient: 'nusa', state: 'withdrawn' }],
        deviceId: 1,
        thisDevice: true,
        forked: false,
      },
      {
        order: 2,
        at: at(12, 9, 41),
        receivedAt: at(12, 9, 41),
        method: 'acceptance',
        policy: '2026-2',
        regime: 'opt-in',
        decisions: [
          { purpose: 'ads-relevance', recipient: 'nusa', state: 'refused' },
          { purpose: 'friend-suggestions', recipient: 'nusa', state: 'given' },
          { purpose: 'usage-metrics', recipient: 'nusa', state: 'given' },
        ],
        deviceId: 2,
        thisDevice: false,
        forked: false,
      },
      {
        order: 1,
        at: at(5, 8, 0),
        receivedAt: at(5, 8, 0),
        method: 'not_now',
        policy: '2026-2',
        regime: 'opt-in',
        decisions: [],
        deviceId: 3,
        thisDevice: false,
        forked: false,
      },
    ],
    log: {
      state: 'holds',
      checkedAt: now,
      origin: 'bisik.example/5f3a19c2/disclosures/1',
      size: 48_210_774,
      witnesses: [
        { name: 'witness.example/north', operator: 'Persatuan Hak Digital', cosignedAt: now },
        { name: 'witness.example/south', operator: 'University of the South', cosignedAt: now },
      ],
      agreedWith: 2,
      isFull: false,
      alarm: null,
    },
    items: sampleItems(),
    suggestions: [{ username: 'hana.31' }, { username: 'farid_osman.07' }],
    ...change,
  });
};
