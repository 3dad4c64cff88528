/** Noon in the person's time zone of a UTC day such as `2026-11-23`: a moment that formats as that very day. */
const toNoon = (day: string): number => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 12).getTime();
};

/** The day on which a device was last active, and today as the server counts days, as moments to format; never a day to come. */
export const toActive = (day: string, now: number): { at: number; now: number } => {
  const today = toNoon(new Date(now).toISOString().slice(0, 10));
  return { at: Math.min(toNoon(day), today), now: today };
};
