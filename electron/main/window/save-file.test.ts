import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAtomically } from '../system/files.ts';
import { createSaveFile, toFileName } from './save-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-save-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['bisik-receipt-2026-11-24.json', 'bisik-receipt-2026-11-24.json'],
  ['../../.ssh/authorized_keys', 'authorized_keys.txt'],
  ['C:\\Windows\\evil.exe', 'evil.exe.txt'],
  ['run.desktop', 'run.desktop.txt'],
  ['.bashrc', 'bashrc.txt'],
  ['a\u0000b\u202Etxt.json', 'abtxt.json'],
  ['con.json', '_con.json'],
  ['', 'bisik.txt'],
  ['...', 'bisik.txt'],
  [`${'x'.repeat(300)}.json`, `${'x'.repeat(95)}.json`],
])('%j is proposed as %j', (proposed, name) => {
  expect(toFileName(proposed)).toBe(name);
});

describe('saving', () => {
  it('writes where the person says, over what was there', async () => {
    const file = join(folder, 'chosen.json');
    await writeFile(file, 'older and longer than the new one');
    const asked: string[] = [];
    const save = createSaveFile({
      ask: async (name) => {
        asked.push(name);
        return file;
      },
      write: writeAtomically,
    });
    expect(await save('/etc/receipt.json', '{"a":1}\n')).toBe(true);
    expect(asked).toEqual(['receipt.json']);
    expect(await readFile(file, 'utf8')).toBe('{"a":1}\n');
  });

  it('writes nothing when the person does not want to, or is still being asked', async () => {
    const written: string[] = [];
    let answer: (file: string | undefined) => void = () => undefined;
    const save = createSaveFile({
      ask: () => new Promise((resolve) => (answer = resolve)),
      write: async (file) => void written.push(file),
    });
    const first = save('a.json', 'a');
    expect(await save('b.json', 'b')).toBe(false);
    answer(undefined);
    expect(await first).toBe(false);
    const again = save('c.json', 'c');
    answer(join(folder, 'c.json'));
    expect(await again).toBe(true);
    expect(written).toEqual([join(folder, 'c.json')]);
  });

  it('says that it failed, and can be tried again', async () => {
    const file = join(folder, 'file', 'below.json');
    await writeFile(join(folder, 'file'), '');
    const save = createSaveFile({ ask: async () => file, write: writeAtomically });
    await expect(save('a.json', 'a')).rejects.toMatchObject({ code: 'file_not_saved' });
    await expect(save('a.json', 'a')).rejects.toMatchObject({ code: 'file_not_saved' });
  });
});
