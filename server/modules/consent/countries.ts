import {
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** Every country (ISO 3166-1 alpha-2) that shares the calling code of a number; none for a code that no country has. */
export const countriesOf = (number: string): readonly string[] => {
  const code = parsePhoneNumberFromString(number)?.countryCallingCode;
  return getCountries().filter((country) => getCountryCallingCode(country) === code);
};
