/** Characters that a new passphrase has at least. */
const shortestPassphrase = 8;

/** The same letters typed on another system give the same passphrase (Unicode NFKC). */
export const normalPassphrase = (typed: string): string => typed.normalize('NFKC');

/** Whether what was typed may become a passphrase, counted in the characters of its normal form. */
export const isLongPassphrase = (typed: string): boolean =>
  [...normalPassphrase(typed)].length >= shortestPassphrase;
