import type { Sync } from '../../contract/content/schema.ts';
import { type Registers, writeRegisters } from '../../contract/settings/registers/codec.ts';
import { headsOf } from '../../contract/settings/registers/register.ts';

/** Of one word, in characters. */
export const maxToldLength = 24_000;

const toTexts = (heads: Registers): readonly string[] => {
  const text = writeRegisters(heads);
  if (text.length <= maxToldLength) return [text];
  // Too long for a word by itself: the others find it on the server.
  if (heads.size === 1) return [''];
  const all = [...heads];
  const middle = all.length >> 1;
  return [all.slice(0, middle), all.slice(middle)].flatMap((half) => toTexts(new Map(half)));
};

/**
 * What the account's other devices hear of registers that changed: what stands now, in as many words as it takes, so that it holds
 * for what they read next. The history they find on the server.
 */
export const toTold = (changed: Registers): readonly Sync[] => {
  if (changed.size === 0) return [];
  const heads = new Map([...changed].map(([key, register]) => [key, headsOf(register)]));
  return toTexts(heads).map((registers) => ({ what: 'registers', registers }));
};
