import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import { languages } from './languages.ts';
import en from './messages/en.json';
import ms from './messages/ms.json';

const texts: Record<(typeof languages)[number], Record<string, string>> = { en, ms };

type Argument = string;

const visit = (elements: MessageFormatElement[], found: Set<Argument>, plurals: string[][]) => {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    if (element.type === TYPE.plural) {
      found.add(`${element.value}:plural`);
      plurals.push(Object.keys(element.options).filter((key) => !key.startsWith('=')));
    } else if (element.type === TYPE.select) {
      found.add(`${element.value}:select(${Object.keys(element.options).sort().join('|')})`);
    } else found.add(`${element.value}:${element.type}`);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      for (const option of Object.values(element.options)) visit(option.value, found, plurals);
    }
    if (element.type === TYPE.tag) visit(element.children, found, plurals);
  }
};

const inspect = (text: string) => {
  const found = new Set<Argument>();
  const plurals: string[][] = [];
  visit(parse(text), found, plurals);
  return { arguments: [...found].sort(), plurals };
};

/** Malay has no plural forms, so its text may leave the count's plural out and use the number alone. */
const toName = (argument: Argument) => argument.replace(/:(plural|1|2)$/, ':value');

describe.each(languages)('%s', (language) => {
  it('has every message and no other', () => {
    expect(Object.keys(texts[language]).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(Object.entries(texts[language]))('%s takes the same arguments', (id, text) => {
    const own = inspect(text).arguments.map(toName);
    const english = inspect(en[id as keyof typeof en]).arguments.map(toName);
    expect(own).toEqual(english);
  });

  it('has each plural category of the language', () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [id, text] of Object.entries(texts[language])) {
      for (const options of inspect(text).plurals) {
        for (const category of categories) expect([id, ...options]).toContain(category);
      }
    }
  });

  it('keeps to our words: no exclamation mark, no empty text, no doubled space', () => {
    for (const [id, text] of Object.entries(texts[language])) {
      expect(text.trim(), id).toBe(text);
      expect(text, id).not.toMatch(/!| {2}|^$/);
      expect(text.toLowerCase(), id).not.toContain('oops');
    }
  });
});
