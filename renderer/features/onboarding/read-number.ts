import {
  AsYouType,
  type CountryCode,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { unbroken } from '../../i18n/unbroken.ts';

export type ReadNumber =
  | { readonly kind: 'ok'; readonly e164: string }
  /** Written with another country's code. */
  | { readonly kind: 'other_country'; readonly country: CountryCode; readonly national: string }
  | { readonly kind: 'incomplete' };

/** Reads what was typed into the number field, as a number of `country`. */
export const readNumber = (text: string, country: CountryCode): ReadNumber => {
  const parsed = parsePhoneNumberFromString(text, country);
  if (!parsed?.isPossible() || !parsed.isValid()) return { kind: 'incomplete' };
  if (parsed.country && parsed.country !== country) {
    return { kind: 'other_country', country: parsed.country, national: parsed.formatNational() };
  }
  return { kind: 'ok', e164: parsed.number };
};

/** Grouping never loses a digit: what a country's rules cannot place stays as it was typed. */
const group = (text: string, country: CountryCode): string => {
  const digits = text.replace(/\D/g, '');
  const national = new AsYouType(country).input(text);
  // Digits without the zero that leads within a country are grouped as they stand after its calling code.
  const code = `+${getCountryCallingCode(country)}`;
  const grouped = /^\d+$/.test(national)
    ? new AsYouType()
        .input(code + digits)
        .slice(code.length)
        .trim()
    : national;
  return grouped.replace(/\D/g, '') === digits ? grouped : text;
};

/** Groups the digits as that country writes them, while typing at the end. */
export const formatTyped = (before: string, text: string, country: CountryCode): string =>
  text.length > before.length && text.startsWith(before) ? group(text, country) : text;

/** The country of a number written with its calling code, as soon as the digits tell it. */
export const readCountry = (text: string): CountryCode | undefined => {
  if (!text.trimStart().startsWith('+')) return undefined;
  const typed = new AsYouType();
  typed.input(text);
  return typed.getCountry();
};

/** The same digits as another country writes them. */
export const regroup = (text: string, country: CountryCode): string => {
  const typed = new AsYouType();
  if (text.trimStart().startsWith('+')) typed.input(text);
  const digits = typed.getNumber()?.nationalNumber ?? text.replace(/\D/g, '');
  return group(digits, country);
};

export type Typed = { readonly text: string; readonly country: CountryCode };

/**
 * What the number field holds after a change. A calling code typed with the number is taken over by the choice of the
 * country beside it, so that it does not stand there twice; not while somebody changes the middle of a number.
 */
export const readTyped = (before: string, text: string, country: CountryCode): Typed => {
  const told = readCountry(text);
  if (!told) return { text: formatTyped(before, text, country), country };
  const typed = new AsYouType();
  typed.input(text);
  const begun = typed.getNumber()?.nationalNumber;
  const whole = text.startsWith(before) || before.trim() === '';
  return begun && whole
    ? { text: regroup(text, told), country: told }
    : { text: formatTyped(before, text, told), country: told };
};

/** `+60123456789` → `+60 12 345 6789`, in one piece */
export const formatNumber = (e164: string): string =>
  unbroken(parsePhoneNumberFromString(e164)?.formatInternational() ?? e164);
