const maxWords = 12;

/** Where a match begins and ends in FTS5's snippet; control characters, so that no text that a person writes holds them by chance. */
const matchMarks = { begin: '\u0002', end: '\u0003' } as const;

/**
 * An FTS5 query for text as a person typed it: every word must occur, as a word's beginning. Each word becomes a quoted string,
 * in which FTS5 knows no operators (SQLite, FTS5 section 3.1). With `wholeLetters`, a single Latin letter or digit is matched as a whole
 * word: as a beginning it would stand in nearly every message. Null when there is no word in it.
 */
export const toFtsQuery = (text: string, wholeLetters: boolean): string | null => {
  const words = text
    .replaceAll('\0', ' ')
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, maxWords);
  if (words.length === 0) return null;
  return words
    .map(
      (word) =>
        `"${word.replaceAll('"', '""')}"${wholeLetters && /^[\da-z]$/i.test(word) ? '' : '*'}`,
    )
    .join(' ');
};

/** Cuts a marked snippet into pieces. */
export const toSnippet = (marked: string): { text: string; match: boolean }[] => {
  const pieces: { text: string; match: boolean }[] = [];
  marked.split(matchMarks.begin).forEach((part, index) => {
    const end = index === 0 ? -1 : part.indexOf(matchMarks.end);
    if (end > 0) pieces.push({ text: part.slice(0, end), match: true });
    const plain = part.slice(end + 1).replaceAll(matchMarks.end, '');
    if (plain !== '') pieces.push({ text: plain, match: false });
  });
  return pieces;
};
