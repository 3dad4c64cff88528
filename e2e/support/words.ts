import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messagesFolder } from './paths.ts';

export type Language = 'en' | 'ms';
/** The words that the screen shows for an id of the catalogue; `{name}` parts are filled in. */
export type Say = (id: string, parts?: Readonly<Record<string, string>>) => string;

/** The words of one language. Texts with plurals are not for it. */
export const wordsOf = (language: Language): Say => {
  const catalogue = JSON.parse(
    readFileSync(join(messagesFolder, `${language}.json`), 'utf8'),
  ) as Record<string, string>;
  return (id, parts = {}) => {
    const text = catalogue[id];
    if (text === undefined) throw new Error(`no words for ${id}`);
    return Object.entries(parts).reduce(
      (filled, [name, value]) => filled.replaceAll(`{${name}}`, value),
      text,
    );
  };
};

export const english = wordsOf('en');
