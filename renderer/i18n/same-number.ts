import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

const digits = (text: string) => text.replace(/\D/g, '');

/** Whether someone typed this number, as it is written abroad or within its country; `e164` as the server has it. */
export const isSameNumber = (typed: string, e164: string): boolean => {
  if (digits(typed) === '') return false;
  if (digits(typed) === digits(e164)) return true;
  const own = parsePhoneNumberFromString(e164);
  if (!own) return false;
  const read = parsePhoneNumberFromString(typed, {
    ...(own.country && { defaultCountry: own.country }),
    defaultCallingCode: own.countryCallingCode,
  });
  return read?.number === own.number;
};
