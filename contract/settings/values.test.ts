import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SettingKey, settingKeys, settingKeysOf, settingsTable } from './registry.ts';
import type { SettingRow } from './row.ts';
import {
  defaultSettings,
  inDoubt,
  isLooser,
  parseSetting,
  parseSettings,
  strictestSettings,
} from './values.ts';

const rows = Object.entries(settingsTable) as [SettingKey, SettingRow][];
/** Rows whose value tells somebody else something. */
const sharing = rows.filter(([, row]) => row.lattice !== undefined);

describe('the settings table', () => {
  it('has defaults and strictest values that its own schemas take', () => {
    expect(parseSettings(defaultSettings())).toMatchObject({
      values: defaultSettings(),
      refused: [],
    });
    expect(parseSettings(strictestSettings())).toMatchObject({
      values: strictestSettings(),
      refused: [],
    });
  });

  it('names what leaves the device, with its strictest value', () => {
    for (const [key, row] of rows)
      if (row.leaves !== 'never') expect(sharing.map(([name]) => name)).toContain(key);
    for (const [, row] of rows) expect(row.leaves === 'never').toBe(row.scope === 'device');
  });

  it('is private by default, or says why not', () => {
    for (const [key, row] of sharing) {
      const looser = isLooser(key, row.default as never, row.lattice?.strictest as never);
      expect((row.defaultBecause ?? '') !== '', key).toBe(looser);
    }
  });

  it('lets the server read one row, which neither ends by itself nor differs by device or chat', () => {
    expect(rows.filter(([, row]) => row.leaves === 'readable').map(([key]) => key)).toEqual([
      'privacy.findableByNumber',
    ]);
    expect(settingsTable['privacy.findableByNumber']).toMatchObject({
      temporary: false,
      overridable: false,
      perChat: false,
    });
  });

  it('is split by scope without rest', () => {
    expect([...settingKeysOf('device'), ...settingKeysOf('account')].sort()).toEqual(
      [...settingKeys].sort(),
    );
  });
});

describe('a stored record', () => {
  const record = fc.dictionary(
    fc.oneof(fc.constantFrom(...settingKeys), fc.string()),
    fc.oneof(fc.jsonValue(), fc.boolean()),
  );

  it('never widens what is shared: a value that is not understood becomes the strictest', () => {
    fc.assert(
      fc.property(record, (stored) => {
        const { values, refused } = parseSettings(stored);
        for (const [key, row] of sharing) {
          if (!Object.hasOwn(stored, key)) expect(values[key]).toEqual(row.default);
          else if (parseSetting(key, stored[key]) === undefined) {
            expect(values[key]).toEqual(inDoubt(key));
            expect(refused).toContain(key);
          } else expect(values[key]).toEqual(stored[key]);
        }
      }),
    );
  });

  it('keeps what a newer version wrote', () => {
    expect(parseSettings({ 'calls.relay': true, 'appearance.theme': 'dark' })).toMatchObject({
      unknown: { 'calls.relay': true },
      values: { 'appearance.theme': 'dark' },
    });
  });
});
