import { type CountryCode, getCountries, getCountryCallingCode } from 'libphonenumber-js/min';

export type { CountryCode };

export type Country = {
  readonly code: CountryCode;
  readonly name: string;
  readonly callingCode: string;
  readonly flag: string;
};

const toFlag = (code: string) =>
  [...code].map((letter) => String.fromCodePoint(0x1f1e6 - 65 + letter.charCodeAt(0))).join('');

/** All countries and regions that have numbers, by name in the given language. */
export const listCountries = (language: string): Country[] => {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  return getCountries()
    .map((code) => ({
      code,
      name: names.of(code) ?? code,
      callingCode: `+${getCountryCallingCode(code)}`,
      flag: toFlag(code),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, language));
};

/** Where to start: the region in the system's language, else Malaysia. */
export const guessCountry = (preferred: readonly string[]): CountryCode => {
  const known = new Set<string>(getCountries());
  for (const tag of preferred) {
    const region = new Intl.Locale(tag).region;
    if (region && known.has(region)) return region as CountryCode;
  }
  return 'MY';
};
