import { AsYouType, type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';

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

/** Groups the digits as that country writes them, while typing at the end. */
export const formatTyped = (before: string, text: string, country: CountryCode): string =>
  text.length > before.length && text.startsWith(before)
    ? new AsYouType(country).input(text)
    : text;

/** `+60123456789` → `+60 12 345 6789` */
export const formatNumber = (e164: string): string =>
  parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
