import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receipt, writeReceipt } from '../../contract/consent/receipt-file.ts';
import { signedReceipt } from './testing/signed-receipt.ts';
import { words } from './words.ts';

const root = join(import.meta.dirname, '..', '..');
const sound = signedReceipt();
let folder: string;

beforeAll(() => {
  execFileSync(process.execPath, ['--import', 'tsx', 'build/bundle/main.ts', 'verify', '--quiet'], {
    cwd: root,
  });
  folder = mkdtempSync(join(tmpdir(), 'bisik-verify-'));
  // Away from the project's packages, as at a person's who has this file alone.
  copyFileSync(join(root, 'dist', 'bisik-verify.mjs'), join(folder, 'bisik-verify.mjs'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bisik-verify.mjs', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr, first: stdout.split('\n')[0] };
};
const verify = (receipt: Receipt | Uint8Array, ...args: string[]) => {
  const bytes = receipt instanceof Uint8Array ? receipt : writeReceipt(receipt);
  writeFileSync(join(folder, 'receipt.json'), bytes);
  return run('receipt.json', ...args);
};

describe('a whole receipt', () => {
  it('is complete up to its end, with keys that only the file tells', () => {
    const { status, first, stdout, stderr } = verify(sound);
    expect({ status, first, stderr }).toEqual({
      status: 0,
      first: 'Complete up to 2026-01-01 00:01:39 UTC: 4 records, none missing, none changed.',
      stderr: '',
    });
    for (const key of [sound.serverKey, ...sound.devices.map((device) => device.key)])
      expect(stdout).toContain(`${key}  (found in the file)`);
    expect(stdout).toContain(words.en.serverUntold);
  });

  it('is so by the server key that the reader knows, and by no other', () => {
    const own = verify(sound, '--server-key', sound.serverKey);
    expect(own.status).toBe(0);
    expect(own.stdout).toContain(`${sound.serverKey}  (given by you)`);
    expect(own.stdout).not.toContain(words.en.serverUntold);
    const other = verify(sound, '--server-key', Buffer.alloc(32, 7).toString('base64'));
    expect(other.status).toBe(1);
    expect(other.first).toBe(
      'Not complete: the file is of another server than the key that you gave.',
    );
    expect(other.stdout).toContain(words.en.differs);
  });

  it('says it in Malay when asked', () => {
    const { status, first } = verify(sound, '--language', 'ms');
    expect(status).toBe(0);
    expect(first).toBe(
      'Lengkap sehingga 2026-01-01 00:01:39 UTC: 4 rekod, tiada yang hilang, tiada yang diubah.',
    );
  });
});

describe('a receipt that is not as it was', () => {
  const fileOf = Buffer.from(writeReceipt(sound));
  const lineStarts = [
    0,
    ...[...fileOf.keys()].filter((at) => fileOf[at] === 10).map((at) => at + 1),
  ];

  it('names the record in which one bit is flipped, wherever', () => {
    for (const record of [1, 2, 3, 4]) {
      const [from = 0, end = 0] = lineStarts.slice(record);
      for (const part of [0.1, 0.4, 0.8, 0.95]) {
        const flipped = Buffer.from(fileOf);
        const at = from + Math.floor((end - from) * part);
        flipped[at] = (flipped[at] ?? 0) ^ 1;
        const { status, first } = verify(flipped);
        expect(status).toBe(1);
        expect(first).toMatch(new RegExp(`^Not complete: .*\\brecord ${record}\\b`));
      }
    }
  });

  it('names the record that was dropped, the last one too', () => {
    for (const record of [1, 2, 4]) {
      const records = sound.records.filter(({ order }) => order !== record);
      const { status, first } = verify({ ...sound, records });
      expect({ status, first }).toEqual({
        status: 1,
        first: `Not complete: record ${record} is missing.`,
      });
    }
    const records = sound.records.slice(1);
    expect(verify({ ...sound, records }, '--language=ms').first).toBe(
      'Tidak lengkap: rekod 1 hilang.',
    );
  });

  it('says that its end was changed', () => {
    const head = { ...sound.head, at: sound.head.at + 1 };
    expect(verify({ ...sound, head })).toMatchObject({
      status: 1,
      first: 'Not complete: the end was changed; the server did not sign it like this.',
    });
    expect(verify(fileOf.subarray(0, -1)).status).toBe(1);
    expect(verify(Buffer.from('[]')).status).toBe(1);
  });
});

it('ends with 2 when nothing could be checked', () => {
  expect(run('none.json')).toMatchObject({ status: 2, stderr: 'Could not read none.json.\n' });
  writeFileSync(join(folder, 'large.json'), '');
  truncateSync(join(folder, 'large.json'), 20 * 1_048_576);
  expect(run('large.json')).toMatchObject({ status: 2, stdout: '' });
  for (const args of [
    [],
    ['a', 'b'],
    ['a', '--language', 'nl'],
    ['a', '--server-key', 'AAAA'],
    ['-x'],
  ])
    expect(run(...args)).toMatchObject({ status: 2, stderr: `${words.en.usage}\n`, stdout: '' });
  expect(run('--language', 'ms').stderr).toBe(`${words.ms.usage}\n`);
  expect(run('--help')).toMatchObject({ status: 0, stdout: `${words.en.usage}\n` });
});
