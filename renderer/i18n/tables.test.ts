import { describe, expect, it } from 'vitest';
import { methods } from '../../contract/consent/record.ts';
import { errorCodes, errorTable } from '../../contract/errors/table.ts';
import { chosenPurposes } from '../../contract/policy/purposes.ts';
import { settingKeys, settingsTable } from '../../contract/settings/registry.ts';
import { toOptions, toOptionText } from '../features/settings/setting-options.ts';
import en from './messages/en.json';

const ids = new Set(Object.keys(en));

describe('every row of the contract has its words', () => {
  it.each(errorCodes)('error %s, in the words of the table', (code) => {
    expect(en[`error.${code}`]).toBe(errorTable[code].sentence);
  });

  it.each(settingKeys)('setting %s', (key) => {
    expect(ids).toContain(`settings.${key}.label`);
    expect(ids).toContain(`settings.${key}.help`);
    expect(ids).toContain(`settings.section.${settingsTable[key].section}`);
    for (const option of toOptions(key) ?? []) {
      expect(ids).toContain(toOptionText(key, option));
    }
  });

  it.each(chosenPurposes)('what choosing %s means', (purpose) => {
    expect(ids).toContain(`purpose.${purpose}.about`);
  });

  it.each(methods)('a choice made by %s', (method) => {
    expect(ids).toContain(`history.method.${method}`);
  });
});
