import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { writeAtomically } from '../system/files.ts';
import type { JsonStore } from './json-store.ts';
import { loadSettings, removeSettingsCopies } from './load-settings.ts';
import { createSettings, type Settings } from './settings.ts';

let folder: string;
let opened: Settings[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bisik-settings-'));
});
afterEach(async () => {
  for (const settings of opened) await settings.close();
  opened = [];
  await rm(folder, { recursive: true, force: true });
});

const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const path = () => join(folder, 'settings.json');
const onDisk: JsonStore = {
  write: (name, record) => writeAtomically(join(folder, `${name}.json`), JSON.stringify(record)),
};
const full: JsonStore = {
  write: async () => {
    throw new CodedError('store_disk_full');
  },
};
const open = async (store: JsonStore = onDisk) => {
  const events: unknown[] = [];
  const settings = createSettings({
    loaded: await loadSettings(folder, now),
    store,
    emit: (_name, payload) => void events.push(payload),
    removeCopies: () => removeSettingsCopies(folder),
    complain: () => {},
  });
  opened.push(settings);
  return { ...settings, calls: settings.handlers, events };
};
const stored = async () => JSON.parse(await readFile(path(), 'utf8'));

describe('settings', () => {
  it('are the defaults without a file, and no file is made for that', async () => {
    const { calls } = await open();
    expect(await calls.get({})).toMatchObject({ keptAside: null, readOnly: false });
    expect(await readdir(folder)).toEqual([]);
  });

  it('are on the disk before they count, and only what was chosen is written', async () => {
    const { calls, events } = await open();
    const answer = await calls.set({ key: 'appearance.theme', value: 'dark' });
    expect(answer.values['appearance.theme']).toBe('dark');
    expect(await stored()).toEqual({ schemaVersion: 1, values: { 'appearance.theme': 'dark' } });
    expect(events).toHaveLength(1);
    const next = await open();
    expect(next.values()['appearance.theme']).toBe('dark');
  });

  it('refuse a value outside the row, and a row of the account', async () => {
    const { calls } = await open();
    const code = { code: 'ipc_bad_input' };
    await expect(calls.set({ key: 'appearance.theme', value: 'pink' })).rejects.toMatchObject(code);
    await expect(calls.set({ key: 'privacy.sendTyping', value: false })).rejects.toMatchObject(
      code,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('keep the old value when the disk is full', async () => {
    const { calls, events, values } = await open(full);
    await expect(calls.set({ key: 'appearance.theme', value: 'dark' })).rejects.toMatchObject({
      code: 'store_disk_full',
    });
    expect(values()['appearance.theme']).toBe('system');
    expect(events).toEqual([]);
  });

  it('lose nothing when two are set at once, nor what they do not know', async () => {
    await writeFile(path(), '{"schemaVersion":1,"values":{"later.setting":7}}');
    const { calls } = await open();
    await Promise.all([
      calls.set({ key: 'appearance.theme', value: 'light' }),
      calls.set({ key: 'appearance.textSize', value: '130' }),
    ]);
    expect((await stored()).values).toEqual({
      'later.setting': 7,
      'appearance.theme': 'light',
      'appearance.textSize': '130',
    });
  });

  it('remember the account’s values for a start without its database', async () => {
    const { calls } = await open();
    await calls.cacheAccount({
      values: { 'privacy.sendReadReceipts': false, 'appearance.theme': 'dark' },
      removed: false,
    });
    const next = await open();
    expect(next.values()['privacy.sendReadReceipts']).toBe(false);
    expect(next.values()['appearance.theme']).toBe('system');
  });
});

describe('what is remembered of the account for a start without its database', () => {
  it('never becomes looser by what cannot be read of it', async () => {
    const someone = '00000000-0000-4000-8000-000000000001';
    const values = {
      'privacy.whoSeesPhoto': { audience: 'everybody', always: [someone], never: [] },
      'privacy.whoCanWrite': { audience: 'contacts', always: ['x'], never: [] },
      'privacy.whoSeesAbout': { audience: 'everyone', always: [], never: [], friends: true },
      'privacy.disappearAfterS': 'soon',
      'privacy.sendDeliveryReceipts': 1,
    };
    await writeFile(path(), JSON.stringify({ schemaVersion: 1, values }));
    const { values: read } = await open();
    const nobody = { audience: 'nobody', always: [], never: [] };
    expect(read()).toMatchObject({
      'privacy.whoSeesPhoto': nobody,
      'privacy.whoCanWrite': nobody,
      'privacy.whoSeesAbout': nobody,
      'privacy.disappearAfterS': 86_400,
      'privacy.sendDeliveryReceipts': false,
    });
  });

  it('comes back as it was, lists of exceptions too', async () => {
    const { calls } = await open();
    const value = {
      audience: 'contacts',
      always: [],
      never: ['00000000-0000-4000-8000-000000000001'],
    };
    await calls.cacheAccount({ values: { 'privacy.whoSeesPhoto': value }, removed: false });
    expect((await open()).values()['privacy.whoSeesPhoto']).toEqual(value);
  });
});

describe('an account that is removed', () => {
  const account = { 'privacy.sendReadReceipts': false, 'privacy.findableByNumber': true };

  it('takes its values along, from the file and from every copy of it; the device keeps its own', async () => {
    await writeFile(path(), '{"appearance.theme":"dark","privacy.findableByNumber":true}');
    await writeFile(join(folder, 'settings.unreadable-20250102-030405.json'), 'findableByNumber');
    await writeFile(join(folder, 'settings.json.tmp-1234567890abcdef'), 'findableByNumber');
    await writeFile(join(folder, 'window.json'), '{}');
    const { calls, events } = await open();
    await calls.cacheAccount({ values: account, removed: false });
    expect(await readdir(folder)).toHaveLength(5);
    await calls.cacheAccount({ values: {}, removed: true });
    expect(await stored()).toEqual({ schemaVersion: 1, values: { 'appearance.theme': 'dark' } });
    expect((await readdir(folder)).sort()).toEqual(['settings.json', 'window.json']);
    const told = events.length;
    await calls.cacheAccount({ values: {}, removed: true });
    expect(events).toHaveLength(told);
    expect((await open()).values()['privacy.findableByNumber']).toBe(false);
  });

  it('leaves what the engine says outlives it, also when both are said at once', async () => {
    const { calls, close } = await open();
    const refusal = { 'privacy.sendReadReceipts': false };
    await Promise.all([
      calls.cacheAccount({ values: account, removed: false }),
      calls.cacheAccount({ values: refusal, removed: true }),
    ]);
    await close();
    expect((await stored()).values).toEqual(refusal);
  });

  it('no longer names a copy that went with it', async () => {
    await writeFile(path(), 'garbage');
    const { calls } = await open();
    expect((await calls.get({})).keptAside).not.toBeNull();
    await calls.cacheAccount({ values: {}, removed: true });
    expect((await calls.get({})).keptAside).toBeNull();
    expect(await readdir(folder)).toEqual(['settings.json']);
  });
});

describe('a file that cannot be understood', () => {
  it.each(['{"schemaVersion":1,', '[]', '{"schemaVersion":1,"values":3}', '\0\0\0\0', ''])(
    'is kept aside (%j), told, and the strictest values stand, also at the next start',
    async (text) => {
      await writeFile(path(), text);
      const { calls, close } = await open();
      const answer = await calls.get({});
      expect(answer.keptAside).toBe('settings.unreadable-20260102-030405.json');
      expect(answer.values['privacy.sendReadReceipts']).toBe(false);
      expect(await readFile(join(folder, String(answer.keptAside)), 'utf8')).toBe(text);
      await close();

      const next = await open();
      expect(next.values()['privacy.sendTyping']).toBe(false);
      expect((await next.calls.get({})).keptAside).toBe(answer.keptAside);
      await next.calls.set({ key: 'appearance.theme', value: 'dark' });
      expect((await (await open()).calls.get({})).keptAside).toBeNull();
      expect((await open()).values()['privacy.sendTyping']).toBe(false);
    },
  );

  it('stays unreadable for the next start when the strict values could not be written', async () => {
    await writeFile(path(), 'garbage');
    const { close } = await open(full);
    await close();
    expect((await open()).values()['privacy.sendTyping']).toBe(false);
  });

  it('is left alone when it cannot even be read', async () => {
    await mkdir(path());
    const { calls } = await open();
    expect(await calls.get({})).toMatchObject({ readOnly: true, keptAside: null });
    expect((await calls.get({})).values['privacy.sendTyping']).toBe(false);
    await expect(calls.set({ key: 'appearance.theme', value: 'dark' })).rejects.toMatchObject({
      code: 'settings_read_only',
    });
  });
});

describe('a file of another version', () => {
  it('is migrated with a backup', async () => {
    const old = '{"appearance.theme":"dark","privacy.sendTyping":false}';
    await writeFile(path(), old);
    const { close, values } = await open();
    await close();
    expect(values()['privacy.sendTyping']).toBe(false);
    expect(await stored()).toEqual({ schemaVersion: 1, values: JSON.parse(old) });
    expect(await readFile(join(folder, 'settings.version-0-20260102-030405.json'), 'utf8')).toBe(
      old,
    );
  });

  it('is read but never written when it is newer', async () => {
    const newer = '{"schemaVersion":7,"values":{"appearance.theme":"dark"},"more":1}';
    await writeFile(path(), newer);
    const { calls, close } = await open();
    const answer = await calls.get({});
    expect(answer).toMatchObject({ readOnly: true, values: { 'appearance.theme': 'dark' } });
    expect(answer.values['privacy.sendTyping']).toBe(false);
    await expect(calls.set({ key: 'appearance.theme', value: 'light' })).rejects.toMatchObject({
      code: 'settings_read_only',
    });
    await calls.cacheAccount({ values: { 'privacy.sendTyping': true }, removed: false });
    await close();
    expect(await readFile(path(), 'utf8')).toBe(newer);
    expect(await readdir(folder)).toEqual(['settings.json']);
  });
});
