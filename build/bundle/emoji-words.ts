// The page searches emoji by their names; of emojibase's files it needs the names and the words, a third of them.
import type { Plugin } from 'vite';

type Entry = { unicode: string; label: string; tags?: string[]; group?: number };

/** Unicode's group of parts, such as skin tones: nothing that one writes alone. */
const parts = 2;

/** Cuts `emojibase-data/<language>/compact.json` down to `{ unicode, label, tags }`. */
export const emojiWords = (): Plugin => ({
  name: 'bisik:emoji-words',
  enforce: 'pre',
  transform(source, id) {
    if (!/\/emojibase-data\/[\w-]+\/compact\.json$/.test(id)) return undefined;
    const words = (JSON.parse(source) as Entry[])
      .filter(({ group }) => group !== undefined && group !== parts)
      .map(({ unicode, label, tags }) => ({ unicode, label, tags }));
    return {
      // Parsed as JSON, which is several times faster than the same as code.
      code: `export default JSON.parse(${JSON.stringify(JSON.stringify(words))});`,
      map: null,
      moduleType: 'js',
    };
  },
});
