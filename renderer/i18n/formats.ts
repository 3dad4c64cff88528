const dayMs = 86_400_000;

/** Whole calendar days between two moments in the person's time zone; 0 is the same day. */
export const daysBetween = (earlier: number, later: number): number => {
  const a = new Date(earlier);
  const b = new Date(later);
  const from = Date.UTC(a.getFullYear(), a.getMonth(), a.getDate());
  const to = Date.UTC(b.getFullYear(), b.getMonth(), b.getDate());
  return Math.round((to - from) / dayMs);
};

/** The calendar day of a moment as `2026-11-23`, in the person's time zone. */
export const toDayKey = (at: number): string => {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

export type Formats = {
  /** 14:05 */
  time: (at: number) => string;
  /** Heading over a day's messages: Today, Yesterday, Monday, 14 November, 14 November 2025. */
  day: (at: number, now: number) => string;
  /** In a list: 14:05 today, Yesterday, Mon, 14 Nov, 14/11/2025. */
  short: (at: number, now: number) => string;
  /** 23 November 2026, 14:05 */
  full: (at: number) => string;
  /** 23 November 2026 */
  date: (at: number) => string;
  /** Since when: 14:05 today, else with its day, and its year when that is another. */
  since: (at: number, now: number) => string;
  /** In a sentence: today 14:05, yesterday 14:05, tomorrow 08:00, 14 Nov, 14:05. */
  at: (at: number, now: number) => string;
  number: (value: number) => string;
  /** One, two and three. */
  list: (items: readonly string[]) => string;
  /** 4:05, for what is left of a span; never below 0:00. */
  countdown: (ms: number) => string;
  /** 5h, 12m */
  span: (count: number, unit: 'weeks' | 'days' | 'hours' | 'minutes' | 'seconds') => string;
};

const capitalise = (text: string, locale: string) =>
  text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

/** Formats are costly to make, so each is made once, on first use. */
export const createFormats = (locale: string): Formats => {
  const made = new Map<string, Intl.DateTimeFormat>();
  const date = (options: Intl.DateTimeFormatOptions, at: number) => {
    const key = JSON.stringify(options);
    let format = made.get(key);
    if (!format) {
      format = new Intl.DateTimeFormat(locale, options);
      made.set(key, format);
    }
    return format.format(at);
  };
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const numbers = new Intl.NumberFormat(locale);
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const near = (days: number) => capitalise(relative.format(-days, 'day'), locale);
  const time = (at: number) => date({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, at);
  const sameYear = (at: number, now: number) =>
    new Date(at).getFullYear() === new Date(now).getFullYear();

  return {
    time,
    day: (at, now) => {
      const days = daysBetween(at, now);
      if (days === 0 || days === 1) return near(days);
      if (days > 1 && days < 7) return capitalise(date({ weekday: 'long' }, at), locale);
      if (sameYear(at, now)) return date({ day: 'numeric', month: 'long' }, at);
      return date({ day: 'numeric', month: 'long', year: 'numeric' }, at);
    },
    short: (at, now) => {
      const days = daysBetween(at, now);
      if (days <= 0) return time(at);
      if (days === 1) return near(1);
      if (days < 7) return capitalise(date({ weekday: 'short' }, at), locale);
      if (sameYear(at, now)) return date({ day: 'numeric', month: 'short' }, at);
      return date({ day: '2-digit', month: '2-digit', year: 'numeric' }, at);
    },
    full: (at) => `${date({ day: 'numeric', month: 'long', year: 'numeric' }, at)}, ${time(at)}`,
    date: (at) => date({ day: 'numeric', month: 'long', year: 'numeric' }, at),
    since: (at, now) =>
      daysBetween(at, now) === 0
        ? time(at)
        : `${date({ day: 'numeric', month: 'short', ...(!sameYear(at, now) && { year: 'numeric' }) }, at)}, ${time(at)}`,
    at: (at, now) => {
      const days = daysBetween(at, now);
      if (Math.abs(days) <= 1) return `${relative.format(-days, 'day')} ${time(at)}`;
      return `${date({ day: 'numeric', month: 'short', ...(!sameYear(at, now) && { year: 'numeric' }) }, at)}, ${time(at)}`;
    },
    number: (value) => numbers.format(value),
    list: (items) => lists.format(items),
    span: (count, unit) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: unit.slice(0, -1),
        unitDisplay: 'narrow',
      }).format(count),
    countdown: (ms) => {
      const seconds = Math.max(0, Math.ceil(ms / 1000));
      return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    },
  };
};
