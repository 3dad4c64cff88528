import examples from 'libphonenumber-js/examples.mobile.json';
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
} from 'libphonenumber-js/min';

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

/** A number as people of that country write one; empty where no example is known. */
export const exampleNumber = (country: CountryCode): string =>
  getExampleNumber(country, examples)?.formatNational() ?? '';

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Those that fit what was typed, names that begin with it first: “mala” is Malawi and Malaysia before Guatemala. */
export const findCountries = (countries: readonly Country[], text: string): Country[] => {
  const wanted = fold(text.trim());
  const rank = ({ name, callingCode, code }: Country): number => {
    const folded = fold(name);
    if (folded.startsWith(wanted) || callingCode === wanted || callingCode === `+${wanted}`)
      return 0;
    if (callingCode.startsWith(wanted) || callingCode.startsWith(`+${wanted}`)) return 1;
    if (folded.split(/[\s-]+/).some((word) => word.startsWith(wanted))) return 1;
    return folded.includes(wanted) || code.toLowerCase() === wanted ? 2 : 3;
  };
  return countries
    .map((country) => ({ country, rank: rank(country) }))
    .filter((one) => one.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.country);
};
