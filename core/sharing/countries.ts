/**
 * Every country (ISO 3166-1 alpha-2) that shares the calling code of a number in E.164; none for a code that no country has. The strictest
 * of their regimes holds. The number asked for last is remembered.
 */
export const createCountries = () => {
  let last: { readonly number: string; readonly countries: readonly string[] } | null = null;
  return {
    of: async (number: string): Promise<readonly string[]> => {
      if (last?.number === number) return last.countries;
      // Large, and needed only where something is shared at all.
      const { getCountries, getCountryCallingCode, parsePhoneNumberFromString } = await import(
        'libphonenumber-js/min'
      );
      const code = parsePhoneNumberFromString(number)?.countryCallingCode;
      const countries = getCountries().filter((country) => getCountryCallingCode(country) === code);
      last = { number, countries };
      return countries;
    },
    forget: (): void => {
      last = null;
    },
  };
};
