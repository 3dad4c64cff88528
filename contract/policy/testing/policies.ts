import type { Policy, PolicyRow } from '../document.ts';

/** A moment to count from in tests: 2026-01-01T00:00Z. */
export const newYear = 1_767_225_600_000;
export const dayMs = 86_400_000;

const reason = { en: 'It keeps the service running.', ms: 'Ia memastikan perkhidmatan berjalan.' };
const text = { title: 'Policy', summary: 'What is shared.', body: 'All of it, in words.' };

export const adsRow: PolicyRow = {
  purpose: 'ads-relevance',
  recipient: 'sanubari',
  fields: ['phoneNumber', 'country'],
  basis: { kind: 'choice', default: 'ticked' },
  retentionDays: 90,
};
export const friendsRow: PolicyRow = {
  purpose: 'friend-suggestions',
  recipient: 'sanubari',
  fields: ['phoneNumber'],
  basis: { kind: 'choice', default: 'ticked' },
  retentionDays: 30,
};
export const usageRow: PolicyRow = {
  purpose: 'usage-metrics',
  recipient: 'sanubari',
  fields: ['day', 'usageBucket'],
  basis: { kind: 'choice', default: 'unticked' },
  retentionDays: 365,
  epsilonHundredths: 100,
  epsilonCapHundredths: 400,
};
export const securityRow: PolicyRow = {
  purpose: 'security',
  recipient: 'sanubari',
  fields: ['pseudonym', 'failedSignIns'],
  basis: { kind: 'required', reason },
  retentionDays: 30,
};

/** A sound policy with one row of each kind; opt-in but for Malaysia (opt-out) and Singapore (opt-out-open). */
export const somePolicy = (over: Partial<Policy> = {}): Policy => ({
  id: '2026-1',
  publishedAt: newYear,
  effectiveAt: newYear,
  objectionWindowDays: 30,
  recipients: {
    sanubari: { name: 'Sanubari', about: { en: 'A company.', ms: 'Sebuah syarikat.' } },
  },
  regimes: { default: 'opt-in', countries: { MY: 'opt-out', SG: 'opt-out-open' } },
  text: { en: text, ms: text },
  rows: [adsRow, friendsRow, usageRow, securityRow],
  ...over,
});
