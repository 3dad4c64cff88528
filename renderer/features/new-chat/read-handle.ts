import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Handle } from '../../../contract/handle.ts';

/** Whom the person means: a username with its digits, or a number, national ones read as of the person's own country. */
export const readHandle = (text: string, ownNumber: string | null): Handle | undefined => {
  const typed = text.trim().replace(/^@/, '');
  if (/^[a-z][a-z0-9_]{2,23}\.\d{2,6}$/i.test(typed)) {
    return { kind: 'username', value: typed.toLowerCase() };
  }
  const country = ownNumber ? parsePhoneNumberFromString(ownNumber)?.country : undefined;
  const number = parsePhoneNumberFromString(typed, country);
  if (!number?.isPossible() || !number.isValid()) return undefined;
  return { kind: 'number', value: number.number };
};
