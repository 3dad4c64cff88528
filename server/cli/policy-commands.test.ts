import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dayMs, newYear } from '../../contract/policy/testing/policies.ts';
import { openSqliteStore } from '../store/sqlite/store.ts';
import type { Store } from '../store/types.ts';
import { runPolicyCommand } from './policy-commands.ts';

const exampleFile = join(import.meta.dirname, '../policies/example.json');
type Draft = Record<string, unknown> & { rows: Record<string, unknown>[] };
const example = (): Draft => JSON.parse(readFileSync(exampleFile, 'utf8')) as Draft;

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-policy-'));
  store = openSqliteStore({ file: join(folder, 'bisik-server.db') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const run = async (args: readonly string[], files: Record<string, unknown> = {}, now = newYear) => {
  const lines: string[] = [];
  const code = await runPolicyCommand(args, {
    store: store.policies,
    now,
    readFile: (path) =>
      typeof files[path] === 'string' ? files[path] : JSON.stringify(files[path]),
    say: (line) => lines.push(line),
  });
  return { code, text: lines.join('\n') };
};

it('publishes the example, live after its days, and never changes it', async () => {
  const first = await run(['publish', 'a'], { a: example() });
  expect(first).toMatchObject({ code: 0 });
  expect(first.text).toContain('2026-01-31T00:00:00.000Z');
  expect(first.text.match(/added/g)).toHaveLength(7);
  const again = await run(['publish', 'a'], { a: { ...example(), retention: 1 } }, newYear + 1);
  expect(again).toMatchObject({ code: 1 });
  expect(again.text).toContain('example-1 is published already');
  const [stored] = await store.policies.list();
  expect(await store.policies.count()).toBe(1);
  expect(JSON.parse(stored?.document ?? '')).toMatchObject({
    publishedAt: newYear,
    effectiveAt: newYear + 30 * dayMs,
  });
  expect((await run(['list'])).text).toMatch(/example-1 .* newest$/);
  expect((await run(['list'], {}, newYear + 30 * dayMs)).text).toMatch(/in force, newest$/);
});

it('begins with the example live at once, where nothing is published, and never publishes a second by itself', async () => {
  const begin = (draft: unknown, now = newYear) => run(['begin', 'a'], { a: draft }, now);
  const first = await begin(example());
  expect(first).toMatchObject({ code: 0 });
  expect(first.text).toContain('It goes live at 2026-01-01T00:00:00.000Z');
  const later = newYear + dayMs;
  expect(await begin(example(), later)).toEqual({
    code: 0,
    text: 'example-1 is published, as a has it.',
  });
  const edited = await begin({ ...example(), objectionWindowDays: 40 }, later);
  expect(edited.code).toBe(0);
  expect(edited.text).toContain('no longer what was published as example-1');
  const renamed = await begin({ ...example(), id: 'example-2' }, later);
  expect(renamed).toMatchObject({ code: 0 });
  expect(renamed.text).toContain('example-2 is not published here, but other versions are');
  expect(await begin('{', later)).toMatchObject({ code: 1 });
  expect(await store.policies.count()).toBe(1);
});

it('goes live at a moment with its offset, and not before it is published', async () => {
  const { effectiveInDays: _days, ...draft } = example();
  const at = (effectiveAt: unknown) => run(['publish', 'a'], { a: { ...draft, effectiveAt } });
  expect((await at('2025-12-31T23:00:00Z')).text).toContain('goes live before it is published');
  expect((await at('2026-02-01')).text).toContain('effectiveAt');
  expect((await at('2026-02-01T08:00:00+08:00')).text).toContain('2026-02-01T00:00:00.000Z');
});

it.each<[string, (draft: Draft) => unknown, string]>([
  ['no JSON', () => '{', 'not JSON'],
  ['no object', () => '[]', 'not a JSON object'],
  ['its own time', (draft) => ({ ...draft, publishedAt: newYear }), 'publishedAt'],
  ['two times', (draft) => ({ ...draft, effectiveAt: newYear }), 'one of them is enough'],
  ['one language', (draft) => ({ ...draft, text: {} }), 'text.en'],
  [
    'a field that is not in the catalogue',
    (draft) => ({ ...draft, rows: [{ ...draft.rows[0], fields: ['contacts'] }] }),
    'row 1 (ads-relevance for sanubari): fields.0: "contacts" is none of phoneNumber, country,',
  ],
  [
    'the number in a required row',
    (draft) => ({ ...draft, rows: [draft.rows[0], { ...draft.rows[5], fields: ['phoneNumber'] }] }),
    'row 2 (security for sanubari): number_in_required_row',
  ],
  [
    'a reason that is missing',
    (draft) => ({ ...draft, rows: [{ ...draft.rows[3], basis: { kind: 'required' } }] }),
    'row 1 (infrastructure-and-delivery for sanubari): basis.reason: it is missing',
  ],
  [
    'days that are a word',
    (draft) => ({ ...draft, rows: [{ ...draft.rows[0], retentionDays: 'ninety' }] }),
    'row 1 (ads-relevance for sanubari): retentionDays: "ninety" stands where number is needed',
  ],
  [
    'an unknown recipient',
    (draft) => ({ ...draft, rows: [{ ...draft.rows[1], recipient: 'nobody' }] }),
    'row 1 (friend-suggestions for nobody): recipient_unknown',
  ],
])('refuses %s and says where', async (_name, change, reason) => {
  const { code, text } = await run(['publish', 'a'], { a: change(example()) });
  expect(code).toBe(1);
  expect(text).toContain(reason);
  expect(await store.policies.count()).toBe(0);
});

it('says what a version changes, and refuses one when the clock is behind', async () => {
  await run(['publish', 'a'], { a: example() });
  const [ads, ...others] = example().rows;
  const wider = { ...example(), id: 'wider', rows: [{ ...ads, retentionDays: 91 }, ...others] };
  const behind = await run(['publish', 'b'], { b: wider }, newYear - 1);
  expect(behind).toMatchObject({ code: 1 });
  expect(behind.text).toContain('the clock of this computer says');
  expect((await run(['diff', 'example-1', 'b'], { b: wider })).text).toContain(
    'widened  ads-relevance for sanubari (more retention)',
  );
  expect((await run(['publish', 'b'], { b: wider }, newYear + 1)).text).toContain(
    'people are asked',
  );
  const back = await run(['diff', 'wider', 'example-1']);
  expect(back.text).toContain('narrowed ads-relevance for sanubari (less retention)');
  expect(back.text).toContain('holds without asking');
  expect((await run(['publish'])).code).toBe(2);
});

it('works on the data folder while somebody has it open', async () => {
  const main = join(import.meta.dirname, 'policy.ts');
  const env = { PATH: process.env.PATH, BISIK_DATA_DIR: folder };
  const node = (...args: string[]) => [['--import', 'tsx', main, ...args], { env }] as const;
  const [args, options] = node('publish', exampleFile);
  expect(String(execFileSync(process.execPath, args, options))).toContain('Published example-1');
  expect(await store.policies.count()).toBe(1);
  const again = spawnSync(process.execPath, args, options);
  expect([again.status, String(again.stdout)]).toEqual([1, expect.stringContaining('already')]);
});
