import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SettingKey, settingKeysOf, settingsTable } from '../registry.ts';
import { valuesOf } from '../testing/values.ts';
import { inDoubt, isLooser, parseSetting } from '../values.ts';
import { effectiveAt } from './effective.ts';
import { beginStrictest, takeOver } from './first.ts';
import { rulesOf } from './rules.ts';

const author = { replica: '00000000000000aa', device: 'Laptop', now: 1_000 };
const keys = settingKeysOf('account');
const clocks = { localNow: 1_000, serverNow: 1_000 };
const inForce = (registers: ReturnType<typeof takeOver>, key: SettingKey): unknown => {
  const rules = rulesOf(key);
  if (!rules) throw new Error(`no rules for ${key}`);
  return effectiveAt(rules, registers.get(key) ?? [], clocks).value;
};

describe('settings of before registers', () => {
  const anything = fc.oneof(fc.jsonValue(), fc.boolean(), ...keys.map(valuesOf));
  const record = fc.dictionary(fc.oneof(fc.constantFrom<string>(...keys), fc.string()), anything);

  it('are taken over as they stood: what was chosen, the default, or what applies in doubt', () => {
    fc.assert(
      fc.property(record, (former) => {
        const registers = takeOver(JSON.parse(JSON.stringify(former)), author);
        for (const key of keys) {
          const had = Object.hasOwn(former, key)
            ? (parseSetting(key, former[key]) ?? inDoubt(key))
            : settingsTable[key].default;
          const has = inForce(registers, key);
          expect(isLooser(key, has as never, had as never), key).toBe(false);
          expect(has).toEqual(had);
        }
      }),
    );
  });

  it('of a later version go along', () => {
    const registers = takeOver(
      { 'privacy.later': { deep: [1] }, 'appearance.theme': 'dark' },
      author,
    );
    expect([...registers.keys()]).toEqual(['privacy.later']);
    expect(registers.get('privacy.later')?.[0]?.value).toEqual({ deep: [1] });
  });
});

it('what cannot be had begins where nothing is shared, but for what the server itself keeps', () => {
  const registers = beginStrictest(author);
  for (const key of keys)
    if (settingsTable[key].leaves === 'encrypted')
      expect(inForce(registers, key)).toEqual(inDoubt(key));
  expect(registers.has('privacy.findableByNumber')).toBe(false);
});
