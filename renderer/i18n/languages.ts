/** Languages the app is written in. The first is the fallback. */
export const languages = ['en', 'ms'] as const;
export type Language = (typeof languages)[number];

const isLanguage = (value: string): value is Language =>
  (languages as readonly string[]).includes(value);

/** The first of the person's system languages that we speak, else English. */
export const pickLanguage = (preferred: readonly string[]): Language => {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0] ?? '';
    if (isLanguage(base)) return base;
  }
  return 'en';
};

/** Region conventions of dates and numbers: Malay as in Malaysia, English as the system has it. */
export const toLocale = (language: Language, preferred: readonly string[]): string => {
  const own = preferred.find((tag) => tag.toLowerCase().split('-')[0] === language);
  return own ?? (language === 'ms' ? 'ms-MY' : 'en-GB');
};

/** Each language in its own words, for the person who cannot read the present one. */
export const languageNames: Record<Language, string> = { en: 'English', ms: 'Bahasa Melayu' };
