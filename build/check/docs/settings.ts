import { settingsTable } from '../../../contract/settings/registry.ts';
import type { SettingRow } from '../../../contract/settings/row.ts';
import { code, page, table } from './markdown.ts';
import { schemaText } from './schema-text.ts';

export const settingsPage = (): string => {
  const rows: [string, SettingRow][] = Object.entries(settingsTable);
  return page(
    'Settings',
    '`contract/settings/registry.ts`',
    [
      '*Scope* says where a setting lives: `device` in a file of this computer, `account` in the encrypted database.',
      '*Leaves* says in which form it leaves the device, if at all: `never`, `encrypted` to the person’s own devices, or `readable` by the server.',
      '*In doubt* is the value that applies while the chosen one cannot be read; it shares least.',
    ].join('\n'),
    table(
      ['Setting', 'Section', 'Values', 'Default', 'Scope', 'Leaves', 'Cleared', 'In doubt'],
      rows.map(([key, row]) => [
        code(key),
        row.section,
        code(schemaText(row.schema)),
        code(JSON.stringify(row.default)),
        row.scope,
        row.leaves,
        row.clearedOn.replaceAll('_', ' '),
        row.strictest === undefined ? '–' : code(JSON.stringify(row.strictest)),
      ]),
    ),
  );
};
