import type { Language } from '../../../i18n/languages.ts';

/** What a sign is called in one language, and by which other words it is found. */
export type SignWords = {
  readonly unicode: string;
  readonly label: string;
  readonly tags?: readonly string[];
};

/** The names of Unicode's CLDR, from emojibase; the build leaves out what is not used here. */
const loaders: Record<Language, () => Promise<{ default: readonly SignWords[] }>> = {
  en: () => import('emojibase-data/en/compact.json'),
  ms: () => import('emojibase-data/ms/compact.json'),
};

/** Every sign with its words, in the order of Unicode's keyboard; lower case. */
export type Dictionary = readonly {
  readonly sign: string;
  readonly label: string;
  readonly tags: readonly string[];
}[];

/** Signs that this system's Unicode knows; newer ones would be drawn as an empty box. */
const toKnownSign = (): ((sign: string) => string | undefined) => {
  // Sets of whole signs need this flag, which the compiler's target does not know yet.
  const flags: string = 'v';
  const known = new RegExp('^\\p{RGI_Emoji}$', flags);
  return (sign) => [sign, sign.replaceAll('\uFE0F', '')].find((form) => known.test(form));
};

const toDictionary = (words: readonly SignWords[]): Dictionary => {
  const toSign = toKnownSign();
  return words.flatMap(({ unicode, label, tags = [] }) => {
    const sign = toSign(unicode);
    return sign
      ? [{ sign, label: label.toLowerCase(), tags: tags.map((tag) => tag.toLowerCase()) }]
      : [];
  });
};

/** The words of both languages, those of `first` first: people search in either. */
export const loadDictionaries = async (first: Language): Promise<readonly Dictionary[]> => {
  const order: readonly Language[] = first === 'ms' ? ['ms', 'en'] : ['en', 'ms'];
  const read = await Promise.all(order.map((language) => loaders[language]()));
  return read.map((words) => toDictionary(words.default));
};

const toWords = (text: string): string[] => text.split(/[\s,()“”":-]+/u).filter(Boolean);

/** How well one sign answers: 0 best, `undefined` not at all. Every word that is asked for must begin one of its own. */
const toScore = (asked: string, { label, tags }: Dictionary[number]): number | undefined => {
  if (label === asked) return 0;
  if (tags.includes(asked) && label.startsWith(asked)) return 1;
  const names = toWords(label);
  const rest = tags.flatMap(toWords);
  const begins = (words: readonly string[], wanted: string) =>
    words.some((word) => word.startsWith(wanted));
  const wanted = toWords(asked);
  if (wanted.length === 0) return undefined;
  if (!wanted.every((word) => begins(names, word) || begins(rest, word))) return undefined;
  if (wanted.every((word) => names.includes(word))) return 2;
  if (wanted.every((word) => rest.includes(word) || names.includes(word))) return 3;
  return wanted.every((word) => begins(names, word)) ? 4 : 5;
};

const resultLimit = 64;

/** The signs that a text finds, the best first, in all the languages given. */
export const findSigns = (dictionaries: readonly Dictionary[], text: string): string[] => {
  const asked = text.trim().toLowerCase();
  if (asked === '') return [];
  const best = new Map<string, number>();
  dictionaries.forEach((dictionary, later) => {
    for (const entry of dictionary) {
      const score = toScore(asked, entry);
      if (score === undefined) continue;
      // Equal answers: those in the person's own language stand first.
      best.set(entry.sign, Math.min(best.get(entry.sign) ?? Infinity, score + later / 2));
    }
  });
  return [...best]
    .sort(([, a], [, b]) => a - b)
    .slice(0, resultLimit)
    .map(([sign]) => sign);
};
