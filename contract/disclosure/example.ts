import type { FieldId } from '../policy/fields.ts';

/** A deletion handle that no server draws. */
export const exampleHandle = 'A'.repeat(43);

/** A value for each field, for a payload that only shows what one looks like; the number and the country are the person’s own to fill in. */
export const exampleFields: Readonly<Record<FieldId, unknown>> = {
  phoneNumber: '+60123456789',
  country: 'MY',
  pseudonym: 'A'.repeat(22),
  usageBucket: '1-2',
  day: '2026-01-01',
  messagesTaken: '1-9',
  appVersion: '0.1.0',
  system: 'other',
  failedSignIns: 0,
  spamScore: 0,
};
