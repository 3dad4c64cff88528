/** Written so that no line ends within it, wherever it stands in a sentence. */
export const unbroken = (number: string): string => number.replaceAll(' ', '\u00a0');
