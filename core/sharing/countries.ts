const known = new Map<string, readonly string[]>();

/**
 * Every country (ISO 3166-1 alpha-2) that shares the calling code of a number in E.164; none for a code that no country has. The strictest
 * of their regimes holds.
 */
export const countriesOf = async (number: string): Promise<readonly string[]> => {
  const before = known.get(number);
  if (before) return before;
  // Large, and needed only where something is shared at all.
  const { getCountries, getCountryCallingCode, parsePhoneNumberFromString } = await import(
    'libphonenumber-js/min'
  );
  const code = parsePhoneNumberFromString(number)?.countryCallingCode;
  const countries = getCountries().filter((country) => getCountryCallingCode(country) === code);
  known.set(number, countries);
  return countries;
};
