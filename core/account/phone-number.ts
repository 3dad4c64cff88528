import { CodedError } from '../../contract/errors/coded-error.ts';

/** A phone number in E.164 as libphonenumber writes it. Rejects with `number_invalid` when no country has such a number. */
export const toPhoneNumber = async (text: string): Promise<string> => {
  // What is known of all countries' numbers is large, and no start needs it.
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
  const parsed = parsePhoneNumberFromString(text);
  if (!parsed?.isPossible()) throw new CodedError('number_invalid');
  return parsed.number;
};
