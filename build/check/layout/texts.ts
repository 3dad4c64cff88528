import type { SourceFile } from './measure.ts';

const foreign: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  {
    pattern:
      /(?<![\w.-])\/(?:work\/(?:main|shared)|tmp\/brief|root\/|home\/[a-z]\w*\/|Users\/\w+\/)/,
    what: "a path of somebody's machine",
  },
  { pattern: /\b[A-Z]:\\+Users\\/, what: "a path of somebody's machine" },
  { pattern: /registry\.(?:npmjs|yarnpkg|npmmirror)\.(?:org|com)/, what: 'a package registry' },
  { pattern: /^<{7} |^>{7} /m, what: 'an unresolved merge' },
];

/** Names of machines, of their folders and of registries belong in nobody else's checkout. */
export const findForeignTexts = (
  files: readonly SourceFile[],
  alsoHosts: readonly string[] = [],
): string[] =>
  files.flatMap(({ path, text }) => {
    if (text.includes('\0')) return [];
    const lineOf = (index: number): number => text.slice(0, index).split('\n').length;
    const matches = [
      ...foreign.map(({ pattern, what }) => ({ index: text.search(pattern), what })),
      ...alsoHosts.map((host) => ({ index: text.indexOf(host), what: 'a package registry' })),
    ];
    return matches
      .filter(({ index }) => index >= 0)
      .map(({ index, what }) => `${path}:${lineOf(index)}: names ${what}`);
  });
