import { describe, expect, it } from 'vitest';
import { commonPlace, createDice, createVocabulary, createWriter } from './words.ts';

describe('words', () => {
  it('are the same for the same seed, and others for another', () => {
    const [one, same, other] = [createWriter(1), createWriter(1), createWriter(2)];
    const texts = [one(), one()];
    expect([same(), same()]).toEqual(texts);
    expect(other()).not.toBe(texts[0]);
  });

  it('are each there once', () => {
    const vocabulary = createVocabulary();
    expect(vocabulary.length).toBe(20_000);
    expect(new Set(vocabulary).size).toBe(vocabulary.length);
  });

  it('come as often as in talk: the first tenth of a thousand far more than the last', () => {
    const dice = createDice(3);
    const places = Array.from({ length: 5_000 }, () => commonPlace(dice, 1_000));
    expect(Math.min(...places)).toBe(0);
    expect(Math.max(...places)).toBeLessThan(1_000);
    const first = places.filter((place) => place < 100).length;
    const last = places.filter((place) => place >= 900).length;
    expect(first).toBeGreaterThan(last * 20);
  });
});
