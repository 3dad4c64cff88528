import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { CodedError } from '../../contract/errors/coded-error.ts';

/** A phone number in E.164 as libphonenumber writes it. Throws `number_invalid` when no country has such a number. */
export const toPhoneNumber = (text: string): string => {
  const parsed = parsePhoneNumberFromString(text);
  if (!parsed?.isPossible()) throw new CodedError('number_invalid');
  return parsed.number;
};
