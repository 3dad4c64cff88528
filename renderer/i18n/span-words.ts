import type { Translate } from './intl.tsx';

export const spanUnits = ['weeks', 'days', 'hours', 'minutes', 'seconds'] as const;
export type SpanUnit = (typeof spanUnits)[number];

export const unitSeconds: Readonly<Record<SpanUnit, number>> = {
  weeks: 604_800,
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
};

/** A span in the largest unit in which it is whole: 90 minutes, not 1.5 hours. */
export const toWholeUnit = (
  seconds: number,
): { readonly count: number; readonly unit: SpanUnit } => {
  const unit = spanUnits.find((one) => seconds % unitSeconds[one] === 0) ?? 'seconds';
  return { count: seconds / unitSeconds[unit], unit };
};

/** 4 weeks, 90 minutes. */
export const spanWords = (t: Translate, seconds: number): string => {
  const { count, unit } = toWholeUnit(seconds);
  return t(`span.${unit}`, { count });
};

const coarseUnits: readonly SpanUnit[] = ['days', 'hours', 'minutes'];

/** What is left, roughly: rounded up to the largest unit that fits, below a minute to ten seconds. Also how long that stays so. */
export const toTimeLeft = (
  leftMs: number,
): {
  readonly seconds: number;
  readonly count: number;
  readonly unit: SpanUnit;
  readonly forMs: number;
} => {
  const left = Math.max(0, leftMs);
  const unit = coarseUnits.find((one) => left > unitSeconds[one] * 1_000) ?? 'seconds';
  const stepMs = (unit === 'seconds' ? 10 : unitSeconds[unit]) * 1_000;
  const steps = Math.max(1, Math.ceil(left / stepMs));
  const seconds = (steps * stepMs) / 1_000;
  return {
    seconds,
    count: seconds / unitSeconds[unit],
    unit,
    forMs: Math.max(0, left - (steps - 1) * stepMs),
  };
};
