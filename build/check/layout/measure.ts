// What a file may look like. Pure: takes paths and texts, gives sentences about what is wrong.

export type SourceFile = { readonly path: string; readonly text: string };

export const maxLines = 400;
const maxReadmeLines = 30;
const maxMedianLines = 100;
const maxNinthDecileLines = 300;

export const topFolders = [
  'contract',
  'core',
  'bots',
  'electron',
  'renderer',
  'server',
  'peers',
  'build',
  'e2e',
  'bench',
  'docs',
] as const;

const isCode = (path: string): boolean =>
  /\.(tsx?|mts|mjs|cjs|js|css)$/.test(path) && !path.endsWith('.d.ts');
const isScript = (path: string): boolean => isCode(path) && !path.endsWith('.css');
const isTest = (path: string): boolean => /\.test\.|\.spec\.|^e2e\//.test(path);
const countLines = (text: string): number =>
  text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
const inTopFolder = (path: string): boolean =>
  topFolders.some((folder) => path.startsWith(`${folder}/`));

export const findLongFiles = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path, text }) => isCode(path) && countLines(text) > maxLines)
    .map(
      ({ path, text }) => `${path}: ${countLines(text)} lines; past ${maxLines}, split by meaning`,
    );

/** Half the files under 100 lines, nine in ten under 300. */
export const findBroadSizes = (files: readonly SourceFile[]): string[] => {
  const sizes = files
    .filter(({ path }) => isScript(path) && !isTest(path))
    .map(({ text }) => countLines(text))
    .sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const ninth = sizes[Math.floor(sizes.length * 0.9)] ?? 0;
  return [
    ...(median > maxMedianLines
      ? [`The median file has ${median} lines, not ${maxMedianLines}`]
      : []),
    ...(ninth > maxNinthDecileLines
      ? [`Nine in ten files have up to ${ninth} lines, not ${maxNinthDecileLines}`]
      : []),
  ];
};

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const otherNames = /^(README\.md|LICENSE|Dockerfile|\..+)$/;

/** Doors so narrow that one look sees all of what goes through them. */
const narrow: readonly { readonly folder: string; readonly most: number }[] = [
  { folder: 'electron/preload', most: 60 },
  { folder: 'electron/engine', most: 150 },
];

export const findWideDoors = (files: readonly SourceFile[]): string[] =>
  narrow.flatMap(({ folder, most }) => {
    const own = files.filter(
      ({ path }) => path.startsWith(`${folder}/`) && isScript(path) && !isTest(path),
    );
    const sum = own.reduce((all, { text }) => all + countLines(text), 0);
    return sum > most ? [`${folder}: ${sum} lines together, at most ${most}`] : [];
  });

export const findOddNames = (files: readonly SourceFile[]): string[] =>
  files
    .map(({ path }) => path)
    .filter(inTopFolder)
    .filter((path) => !path.startsWith('docs/') || isCode(path))
    .filter((path) => path.split('/').some((part) => !kebab.test(part) && !otherNames.test(part)))
    .map((path) => `${path}: names are kebab-case`);

const spreadLiteral = /\.\.\.(?:\{|\(\{)/;

const vagueWord = /^(managers?|helpers?|utils?|utilities|misc|common|stuff)$/;
const vagueExport =
  /^export (?:const|function|class|interface|type) (\w*(?:Manager|Helper|Utils?)\b\w*|I[A-Z][a-z]\w*)/gm;

/** A name that fits everything says nothing: what a thing manages or helps with is its name. */
export const findVagueNames = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path }) => isScript(path) && inTopFolder(path))
    .flatMap(({ path, text }) => [
      ...(path.split(/[/.-]/).some((word) => vagueWord.test(word))
        ? [`${path}: name it by what it does`]
        : []),
      ...[...text.matchAll(vagueExport)].map(([, name]) => `${path}: ${name} says too little`),
    ]);

const barrelLine =
  /export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s+from\s+['"][^'"]+['"];?/g;

/** A file of nothing but re-exports hides where a thing lives; only a folder's public index.ts may be one. */
export const findBarrels = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path }) => /\.tsx?$/.test(path) && !/(^|\/)index\.ts$/.test(path))
    .filter(({ text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim();
      return code !== '' && code.replace(barrelLine, '').trim() === '';
    })
    .map(({ path }) => `${path}: nothing but re-exports; import from where things live`);

export const findReadmes = (files: readonly SourceFile[]): string[] =>
  topFolders.flatMap((folder) => {
    if (!files.some(({ path }) => path.startsWith(`${folder}/`))) return [];
    const readme = files.find(({ path }) => path === `${folder}/README.md`);
    if (readme === undefined) {
      return [`${folder}/README.md is missing: charter, what it may import, how to add one more`];
    }
    const lines = countLines(readme.text);
    return lines > maxReadmeLines
      ? [`${folder}/README.md: ${lines} lines, not ${maxReadmeLines}`]
      : [];
  });

/** The compiler looks for members that do not exist in what is written, not in what is spread. */
export const findSpreadLiterals = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path, text }) => isScript(path) && inTopFolder(path) && spreadLiteral.test(text))
    .map(({ path }) => `${path}: write members out instead of spreading an object of them`);

const muting = {
  any: /[:<,|(]\s*any\b(?=\s*[[\]>,;=)|&{]|$)|\bas any\b/gm,
  'muted type error': /@ts-(?:ignore|nocheck|expect-error)/g,
  'muted lint rule': /biome-ignore/g,
} as const;
export type Muted = keyof typeof muting;

export const countMuted = (files: readonly SourceFile[]): Record<Muted, string[]> => {
  const found: Record<Muted, string[]> = { any: [], 'muted type error': [], 'muted lint rule': [] };
  // This folder's own files name the patterns that they look for.
  for (const { path, text } of files.filter(
    (file) => isCode(file.path) && !file.path.startsWith('build/check/layout/'),
  )) {
    for (const kind of Object.keys(muting) as Muted[]) {
      for (const _ of text.matchAll(muting[kind])) found[kind].push(path);
    }
  }
  return found;
};

/** Fewer than the ratchet is welcome (and the ratchet should follow); more is not. */
export const compareMuted = (
  found: Readonly<Record<Muted, readonly string[]>>,
  ratchet: Readonly<Record<string, number>>,
): string[] =>
  (Object.keys(found) as Muted[])
    .filter((kind) => found[kind].length > (ratchet[kind] ?? 0))
    .map(
      (kind) =>
        `${kind}: ${found[kind].length} times, at most ${ratchet[kind] ?? 0} (build/check/layout/ratchet.json): ${[...new Set(found[kind])].join(', ')}`,
    );
