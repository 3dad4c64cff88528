/** A generator of numbers from 0 up to, not including, 1; the same seed gives the same run (mulberry32). */
export const createDice = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
};

const beginnings = 'b,c,d,f,g,h,j,k,l,m,n,p,r,s,t,w,y,ng,ny,sy,st,tr,pl'.split(',');
const middles = 'a,e,i,o,u,ai,au,ea,ou'.split(',');
const ends = ',,,n,ng,r,s,t,k,l,h'.split(',');
const vocabularySize = 20_000;

/** Invented words, each once, the first ones as common as "the" (Zipf's law), the last ones rare. */
export const createVocabulary = (): readonly string[] => {
  const dice = createDice(20);
  const pick = (from: readonly string[]): string => from[Math.floor(dice() * from.length)] ?? '';
  const words = new Set<string>();
  while (words.size < vocabularySize) {
    const syllables = 1 + Math.floor(dice() * 3);
    let word = '';
    for (let index = 0; index < syllables; index++)
      word += pick(beginnings) + pick(middles) + pick(ends);
    words.add(word);
  }
  return [...words];
};

/** The place in a vocabulary of a word as it occurs in talk: the chance falls as one over the rank. */
export const commonPlace = (dice: () => number, size: number): number =>
  Math.min(size - 1, Math.floor(size ** dice()) - 1);

/** Writes texts of 3 to 22 words as people do, the same for the same seed. */
export const createWriter = (seed: number): (() => string) => {
  const vocabulary = createVocabulary();
  const dice = createDice(seed);
  return () => {
    const length = 3 + Math.floor(dice() * dice() * 20);
    const words: string[] = [];
    for (let index = 0; index < length; index++)
      words.push(vocabulary[commonPlace(dice, vocabulary.length)] ?? '');
    return `${words.join(' ')}.`;
  };
};
