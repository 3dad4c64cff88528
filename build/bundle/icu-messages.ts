// Message files are plain `{ id: ICU text }`. In the bundle they become parsed trees, so that the app ships no parser.
import { parse } from '@formatjs/icu-messageformat-parser';
import type { Plugin } from 'vite';

/** Compiles `i18n/messages/<language>.json` to a module; a broken message fails the build with its id. */
export const icuMessages = (): Plugin => ({
  name: 'bisik:icu-messages',
  enforce: 'pre',
  transform(source, id) {
    if (!/\/i18n\/messages\/[\w-]+\.json$/.test(id)) return undefined;
    const compiled = Object.entries(JSON.parse(source) as Record<string, string>).map(
      ([key, text]) => {
        try {
          return [key, parse(text)];
        } catch (error) {
          throw new Error(`${id}: message "${key}" is not ICU`, { cause: error });
        }
      },
    );
    return {
      code: `export default ${JSON.stringify(Object.fromEntries(compiled))};`,
      map: null,
      moduleType: 'js',
    };
  },
});
