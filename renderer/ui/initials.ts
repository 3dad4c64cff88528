const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const letter = /^[\p{L}\p{N}]/u;
const cased = /^[\p{Lu}\p{Ll}\p{Lt}]/u;

const firstGrapheme = (word: string): string => {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  for (const { segment } of segments) return segment;
  return '';
};

/**
 * What stands in an avatar without a photo: two initials where a script has capitals, one sign in
 * other scripts (two Arabic letters would join into something else), the emoji of an emoji-only
 * name, and nothing for a phone number.
 */
export const toInitials = (name: string): string => {
  const words = name.trim().split(/\s+/u);
  const named = words.filter((word) => letter.test(word) && !/^\p{N}/u.test(word));
  const first = named[0];
  if (first === undefined) {
    const sign = firstGrapheme(words[0] ?? '');
    return pictograph.test(sign) ? sign : '';
  }
  const start = firstGrapheme(first);
  if (!cased.test(start)) return start;
  const last = named.length > 1 ? firstGrapheme(named[named.length - 1] ?? '') : '';
  return (start + (cased.test(last) ? last : '')).toLocaleUpperCase();
};

/** One of eight hues, always the same for the same id (FNV-1a). */
export const toHue = (id: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  }
  return 20 + 45 * ((hash >>> 0) % 8);
};
