import { beforeAll, describe, expect, it } from 'vitest';
import { everydaySigns } from './everyday-signs.ts';
import { columns, toNextPlace, toPlace } from './grid.ts';
import { type Dictionary, findSigns, loadDictionaries } from './words.ts';

let english: readonly Dictionary[];
let malay: readonly Dictionary[];
beforeAll(async () => {
  [english, malay] = await Promise.all([loadDictionaries('en'), loadDictionaries('ms')]);
});

describe('a search for a sign', () => {
  it('takes English and Malay words, whichever language the app speaks', () => {
    for (const dictionaries of [english, malay]) {
      expect(findSigns(dictionaries, 'cat')).toContain('🐈');
      expect(findSigns(dictionaries, 'Kucing')).toContain('🐈');
      expect(findSigns(dictionaries, 'hati merah')[0]).toBe('❤️');
      expect(findSigns(dictionaries, 'bendera malaysia')[0]).toBe('🇲🇾');
    }
    expect(findSigns(malay, 'kucing')[0]).toBe('🐈');
    expect(findSigns(english, 'coffee')).toContain('☕');
    expect(findSigns(malay, 'kopi')).toContain('☕');
  });

  it('answers while a word is still being typed, and to nothing with nothing', () => {
    expect(findSigns(english, 'birthd')).toContain('🎂');
    expect(findSigns(english, '  ')).toEqual([]);
    expect(findSigns(english, 'zzxq')).toEqual([]);
    expect(findSigns(english, '-')).toEqual([]);
    expect(findSigns(english, 'a').length).toBeLessThanOrEqual(64);
  });

  it('knows every sign that is always on offer, and none twice', () => {
    const known = new Set(english[0]?.map(({ sign }) => sign));
    expect(everydaySigns.flatMap(({ signs }) => signs).filter((sign) => !known.has(sign))).toEqual(
      [],
    );
    expect(known.size).toBe(english[0]?.length);
  });
});

describe('the keys of the grid', () => {
  const sections = [
    { id: 'chat.emoji.recent', signs: ['a', 'b'] },
    { id: 'chat.emoji.hands', signs: Array.from('bcdefghijk') },
  ] as const;
  const [recent, hands] = sections;
  const go = (from: string, key: string) => toNextPlace(sections, from, key);

  it('lead across sections and up to the search, though a sign stands in two of them', () => {
    expect(hands.signs.length).toBeGreaterThan(columns);
    expect(go(toPlace(recent, 'b'), 'ArrowRight')).toBe(toPlace(hands, 'b'));
    expect(go(toPlace(hands, 'b'), 'ArrowLeft')).toBe(toPlace(recent, 'b'));
    expect(go(toPlace(hands, 'k'), 'ArrowUp')).toBe(toPlace(hands, 'c'));
    expect(go(toPlace(hands, 'f'), 'ArrowUp')).toBe(toPlace(recent, 'b'));
    expect(go(toPlace(hands, 'f'), 'ArrowDown')).toBe(toPlace(hands, 'k'));
    expect(go(toPlace(recent, 'a'), 'ArrowUp')).toBe('above');
    expect(go(toPlace(hands, 'e'), 'End')).toBe(toPlace(hands, 'i'));
    expect(go(toPlace(hands, 'k'), 'ArrowRight')).toBeUndefined();
    expect(go(toPlace(hands, 'k'), 'x')).toBeUndefined();
  });
});
