import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettingsFile } from '../file.ts';
import { type SettingKey, settingKeys, settingsTable } from '../registry.ts';
import { inDoubt, isLooser } from '../values.ts';
import { migrateSettings, settingsMigrations, settingsSchemaVersion } from './run.ts';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));
const numbered = (version: number): string => String(version).padStart(4, '0');

describe('each migration', () => {
  it('has a file of its number and a frozen fixture', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((name) => /^\d{4}-/.test(name));
    expect(files).toHaveLength(settingsSchemaVersion);
    settingsMigrations.forEach((migrate, index) => {
      const name = numbered(index + 1);
      expect(files[index]).toMatch(new RegExp(`^${name}-`));
      expect(migrate(fixture(`${name}.before`) as Record<string, unknown>)).toEqual(
        fixture(`${name}.after`),
      );
    });
  });
});

describe('migrateSettings', () => {
  it('leaves the current version as it is', () => {
    const record = { schemaVersion: settingsSchemaVersion, values: { a: 1 } };
    expect(migrateSettings(record)).toEqual({ kind: 'current', from: 1, record });
  });

  it('does not touch a newer file, and refuses what is none', () => {
    expect(migrateSettings({ schemaVersion: 99 }).kind).toBe('newer');
    for (const bad of [
      null,
      [],
      'x',
      1,
      { schemaVersion: -1 },
      { schemaVersion: '1' },
      { schemaVersion: 0.5 },
    ])
      expect(migrateSettings(bad).kind).toBe('invalid');
  });
});

const sharing = settingKeys.filter((key) => 'lattice' in settingsTable[key]);

/** What the person had: their stored choice where it is one, the default where they never chose, else what applies in doubt. */
const had = (values: Record<string, unknown>, key: SettingKey): unknown => {
  const row = settingsTable[key];
  if (!Object.hasOwn(values, key)) return row.default;
  return row.schema.safeParse(values[key]).success ? values[key] : inDoubt(key);
};

const looser = (key: SettingKey, next: unknown, than: unknown): boolean =>
  isLooser(key, next as never, than as never);

const value = fc.oneof(
  fc.boolean(),
  fc.string(),
  fc.integer(),
  fc.constant(null),
  fc.constantFrom('true', 'name', 'everyone'),
  fc.array(fc.boolean()),
  fc.record({
    audience: fc.constantFrom('everyone', 'contacts', 'nobody'),
    always: fc.constant([]),
    never: fc.constant([]),
  }),
);
const values = fc.dictionary(fc.oneof(fc.constantFrom<string>(...settingKeys), fc.string()), value);

describe('nothing widens what is shared', () => {
  it('has rows to hold to it', () => expect(sharing.length).toBeGreaterThan(2));

  it('no migration from any version, with any value', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 1), (stored, version) => {
        const { schemaVersion: _, ...flat } = stored;
        const json = version === 0 ? flat : { schemaVersion: 1, values: stored };
        const file = readSettingsFile(JSON.parse(JSON.stringify(json)));
        expect(file).toBeDefined();
        for (const key of sharing)
          expect(looser(key, file?.values[key], had(stored, key)), key).toBe(false);
      }),
    );
  });

  it('no newer file: what it does not name, or names in a way unknown here, is not shared', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 1000 }), (stored, schemaVersion) => {
        const file = readSettingsFile(
          JSON.parse(JSON.stringify({ schemaVersion, values: stored })),
        );
        expect(file?.readOnly).toBe(true);
        for (const key of sharing) {
          const chosen = Object.hasOwn(stored, key) ? had(stored, key) : inDoubt(key);
          expect(looser(key, file?.values[key], chosen), key).toBe(false);
        }
      }),
    );
  });

  it('no other JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const file = readSettingsFile(json);
        if (!file || (typeof json === 'object' && json !== null && 'values' in json)) return;
        const known: Record<string, unknown> = typeof json === 'object' ? { ...json } : {};
        for (const key of sharing)
          expect(looser(key, file.values[key], had(known, key)), key).toBe(false);
      }),
    );
  });
});
