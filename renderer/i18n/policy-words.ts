import { useMemo } from 'react';
import type { PolicyRow } from '../../contract/policy/document.ts';
import type { FieldId } from '../../contract/policy/fields.ts';
import type { Purpose } from '../../contract/policy/purposes.ts';
import type { Formats } from './formats.ts';
import { type Translate, useFormats, useT } from './intl.tsx';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What policies are made of, in the person's words. */
export type PolicyWords = {
  /** `recipient` by name. */
  readonly purpose: (purpose: Purpose, recipient: string) => string;
  readonly fields: (fields: readonly FieldId[]) => string;
  /** What is sent, to whom, and how long it is kept. */
  readonly line: (row: Pick<PolicyRow, 'fields' | 'retentionDays'>, recipient: string) => string;
  /** What is left of a span, never more than there is: 12 days, 3 hours, 40 minutes. */
  readonly left: (ms: number) => string;
  /** Hundredths, as ε is written down. */
  readonly epsilon: (hundredths: number) => string;
};

const capitalise = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

const createPolicyWords = (t: Translate, formats: Formats): PolicyWords => {
  const fields = (ids: readonly FieldId[]) =>
    capitalise(formats.list(ids.map((id) => t(`field.${id}`))));
  return {
    purpose: (purpose, recipient) => t(`purpose.${purpose}`, { recipient }),
    fields,
    line: (row, recipient) =>
      t('policyRow.line', { fields: fields(row.fields), recipient, days: row.retentionDays }),
    left: (ms) => {
      const whole = Math.max(0, ms);
      if (whole >= 2 * dayMs) return t('span.days', { count: Math.floor(whole / dayMs) });
      if (whole >= 2 * hourMs) return t('span.hours', { count: Math.floor(whole / hourMs) });
      return t('span.minutes', { count: Math.floor(whole / minuteMs) });
    },
    epsilon: (hundredths) => formats.number(hundredths / 100),
  };
};

export const usePolicyWords = (): PolicyWords => {
  const t = useT();
  const formats = useFormats();
  return useMemo(() => createPolicyWords(t, formats), [t, formats]);
};
