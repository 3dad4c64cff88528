const hourMs = 3_600_000;

/** Ends that are offered for something that holds for a while. */
export type EndChoice = 'hour' | 'evening' | 'morning' | 'other';

const atHour = (now: number, days: number, hours: number): number => {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hours).getTime();
};

/** Those that make sense at `now`, with their moments in the person's time zone; this evening only while it is a while off. */
export const endChoices = (now: number): { choice: EndChoice; at: number }[] => {
  const evening = atHour(now, 0, 18);
  return [
    { choice: 'hour', at: now + hourMs },
    ...(evening - now > hourMs ? [{ choice: 'evening' as const, at: evening }] : []),
    { choice: 'morning', at: atHour(now, 1, 8) },
  ];
};

/** `2026-11-23T18:00`, what a field for a moment holds, in the person's time zone. */
export const toField = (at: number): string => {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** The moment that such a field says; undefined when it is none, or not after `now`. */
export const fromField = (text: string, now: number): number | undefined => {
  const at = new Date(text).getTime();
  return Number.isFinite(at) && at > now ? at : undefined;
};
