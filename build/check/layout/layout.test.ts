import { describe, expect, it } from 'vitest';
import { findAmbient } from './ambient.ts';
import { findUndocumented } from './doc-comments.ts';
import { findDeadLinks, findDecisionTwins } from './links.ts';
import {
  compareMuted,
  countMuted,
  findBarrels,
  findBroadSizes,
  findLongFiles,
  findOddNames,
  findReadmes,
  findSpreadLiterals,
  findVagueNames,
  findWideDoors,
} from './measure.ts';
import { findForeignTexts } from './texts.ts';

const file = (path: string, text = 'export const x = 1;\n') => ({ path, text });
const lines = (count: number): string => 'x;\n'.repeat(count);

it('finds files past 400 lines', () => {
  expect(findLongFiles([file('core/a.ts', lines(400)), file('docs/a.md', lines(900))])).toEqual([]);
  expect(findLongFiles([file('core/a.test.ts', lines(401))])).toHaveLength(1);
});

it('finds a tree whose usual file is long', () => {
  const long = Array.from({ length: 9 }, (_, index) => file(`core/a${index}.ts`, lines(310)));
  expect(findBroadSizes(long)).toHaveLength(2);
  expect(findBroadSizes([...long, file('e2e/b.ts')].slice(8))).toHaveLength(1 + 1);
  expect(findBroadSizes([file('core/a.ts')])).toEqual([]);
});

it('finds what leaves a file of contract or core without a doc comment', () => {
  const text =
    "import { y } from './y.ts';\n\nexport const x = 1;\n/** Said. */\nexport class Y {}\n";
  expect(findUndocumented([file('core/a.ts', text), file('contract/b.test.ts', text)])).toEqual([
    'core/a.ts:3: x has no doc comment',
  ]);
  expect(findUndocumented([file('server/a.ts', text), file('core/testing/a.ts', text)])).toEqual(
    [],
  );
});

it('finds a preload script that grew', () => {
  const preload = (count: number) => file('electron/preload/preload.ts', lines(count));
  expect(findWideDoors([preload(60), file('electron/preload/a.test.ts', lines(99))])).toEqual([]);
  expect(findWideDoors([preload(40), file('electron/preload/more.ts', lines(21))])).toEqual([
    'electron/preload: 61 lines together, at most 60',
  ]);
});

it('takes kebab-case names only', () => {
  const odd = ['core/OutBox.ts', 'renderer/My_Folder/a.ts', 'docs/Some.ts'];
  const fine = ['core/README.md', 'core/out-box.test.ts', 'docs/decisions/0001-A.md', 'core/.keep'];
  expect(findOddNames([...odd, ...fine].map((path) => file(path)))).toHaveLength(odd.length);
});

it('finds names that say nothing', () => {
  const text =
    'export class RelayManager {}\nexport interface IThing {}\nexport type IpcEvent = 1;\n';
  expect(findVagueNames([file('core/relay.ts', text)])).toEqual([
    'core/relay.ts: RelayManager says too little',
    'core/relay.ts: IThing says too little',
  ]);
  expect(findVagueNames([file('core/chat-utils.ts'), file('core/helpers/a.ts')])).toHaveLength(2);
});

it.each([
  ['core/outbox/a.ts', 'const at = Date.now();'],
  ['peers/witness/witness.ts', 'const at = Date.now();'],
  ['contract/a.ts', 'const at = new Date();'],
  ['server/modules/relay/a.ts', 'const level = process.env.LEVEL;'],
  ['server/modules/relay/a.ts', "createRequire(import.meta.url)('x');"],
  ['renderer/features/a.tsx', "void fetch('https://example.org');"],
  ['server/app.ts', 'createLog({ send: fetch });'],
  ['core/a.ts', 'void globalThis.fetch(url);'],
  ['server/main.ts', 'open(process.env.BISIK_TEST_CLOCK_FILE);'],
  ['electron/main/adapters/a.ts', "import { ipcMain } from 'electron';"],
])('finds in %s what it takes out of the air: %s', (path, text) => {
  expect(findAmbient([file(path, text)])).toHaveLength(1);
});

it.each([
  ['core/platform/a.ts', 'const at = Date.now();'],
  ['core/outbox/a.test.ts', 'const at = Date.now();'],
  ['server/main.ts', 'read(process.env);'],
  ['core/a.ts', '// never Date.now()\nconst at = new Date(0); options.fetch(at);'],
  ['server/a.ts', 'type Options = { readonly fetch: typeof fetch };'],
  ['electron/main/adapters/ipc-port.ts', "import { ipcMain } from 'electron';"],
])('leaves %s alone: %s', (path, text) => {
  expect(findAmbient([file(path, text)])).toEqual([]);
});

it('finds barrels outside index.ts', () => {
  const barrel = "// all\nexport * from './a.ts';\nexport { b, type C } from './b.ts';\n";
  expect(findBarrels([file('core/index.ts', barrel)])).toEqual([]);
  expect(findBarrels([file('core/all.ts', barrel)])).toHaveLength(1);
  expect(findBarrels([file('core/some.ts', `${barrel}export const d = 1;\n`)])).toEqual([]);
});

it('finds members that are spread to save lines', () => {
  const spread = ['..', '.{ a, b }'].join('');
  const found = findSpreadLiterals([
    file('core/a.ts', `f({ ${spread}, c });`),
    file('core/b.ts', 'f({ ...(a && { b }), ...rest });'),
  ]);
  expect(found).toEqual(['core/a.ts: write members out instead of spreading an object of them']);
});

it('wants a short README in each top folder', () => {
  expect(findReadmes([file('core/a.ts')])).toHaveLength(1);
  expect(findReadmes([file('core/README.md', lines(31))])).toHaveLength(1);
  expect(findReadmes([file('core/README.md', lines(30))])).toEqual([]);
});

it('counts what mutes the checks against the ratchet', () => {
  const found = countMuted([
    file(
      'core/a.ts',
      'const a: any = 1; // @ts-ignore\nconst many = (company: string) => company;',
    ),
  ]);
  expect(found.any).toHaveLength(1);
  expect(compareMuted(found, { any: 1, 'muted type error': 1 })).toEqual([]);
  expect(compareMuted(found, { any: 1 })).toHaveLength(1);
});

it('finds paths of machines, registries and merges', () => {
  const home = ['', 'home', 'ana', 'bisik'].join('/');
  const registry = ['registry', 'npmjs', 'org'].join('.');
  const text = `one\nsee ${home}\nhttps://${registry}/x\n`;
  expect(findForeignTexts([file('core/a.ts', text)])).toEqual([
    "core/a.ts:2: names a path of somebody's machine",
    'core/a.ts:3: names a package registry',
  ]);
  expect(findForeignTexts([file('a', 'npm.example.test')], ['npm.example.test'])).toHaveLength(1);
  expect(findForeignTexts([file('a.png', `\0${home}`), file('b', 'a home/ana/x')])).toEqual([]);
});

describe('links', () => {
  const page = (text: string) => ({ path: 'docs/page.md', text });
  const other = { path: 'docs/more/other.md', text: '' };

  it('lead to a file or folder of the checkout, or outside', () => {
    const text =
      '[a](more/other.md#part) [b](more/) [c](https://example.org) [d](#here) ![e](../docs/page.md)';
    expect(findDeadLinks([page(text), other])).toEqual([]);
  });

  it('that lead nowhere are told with their page', () => {
    expect(findDeadLinks([page('[a](none.md) ![b](more/none.png)'), other])).toEqual([
      'docs/page.md: links to none.md, which is not there',
      'docs/page.md: links to more/none.png, which is not there',
    ]);
  });

  it('are looked for in named paths too, records apart', () => {
    const text = '`docs/more/other.md` `core/none.test.ts` `app/x.ts` `peers/none/`';
    expect(findDeadLinks([page(text), other, file('docs/decisions/0001-a.md', text)])).toEqual([
      'docs/page.md: names core/none.test.ts, which is not there',
      'docs/page.md: names peers/none/, which is not there',
    ]);
  });
});

it('finds decision records that share a number', () => {
  const paths = [
    'docs/decisions/0001-a.md',
    'docs/decisions/0002-b.md',
    'docs/decisions/0002-c.md',
  ];
  expect(findDecisionTwins(paths.map((path) => file(path)))).toHaveLength(1);
});
