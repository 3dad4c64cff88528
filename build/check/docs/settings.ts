import { type SettingKey, settingsTable } from '../../../contract/settings/registry.ts';
import type { SettingRow } from '../../../contract/settings/row.ts';
import { inDoubt } from '../../../contract/settings/values.ts';
import { code, page, table } from './markdown.ts';
import { schemaText } from './schema-text.ts';

const also = (row: SettingRow): string =>
  [
    ...(row.temporary ? ['may end'] : []),
    ...(row.overridable ? ['by device'] : []),
    ...(row.perChat ? ['by chat'] : []),
  ].join(', ') || '–';

export const settingsPage = (): string => {
  const rows = Object.entries(settingsTable) as [SettingKey, SettingRow][];
  return page(
    'Settings',
    '`contract/settings/registry.ts`',
    [
      '*Scope* says where a setting lives: `device` in a file of this computer, `account` in the encrypted database.',
      '*Leaves* says in which form it leaves the device, if at all: `never`, `encrypted` to the person’s own devices, or `readable` by the server.',
      '*In doubt* is the value that applies while the chosen one cannot be read; it shares least.',
      '*Also*: it may end by itself at a time; one device may be stricter; one chat may have another value.',
    ].join('\n'),
    table(
      ['Setting', 'Section', 'Values', 'Default', 'Scope', 'Leaves', 'Cleared', 'In doubt', 'Also'],
      rows.map(([key, row]) => [
        code(key),
        row.section,
        code(schemaText(row.schema)),
        code(JSON.stringify(row.default)),
        row.scope,
        row.leaves,
        row.clearedOn.replaceAll('_', ' '),
        row.lattice ? code(JSON.stringify(inDoubt(key))) : '–',
        also(row),
      ]),
    ),
    'Defaults that are not the strictest value, and why:',
    rows
      .filter(([, row]) => row.defaultBecause !== undefined)
      .map(([key, row]) => `- ${code(key)}: ${row.defaultBecause}`)
      .join('\n'),
  );
};
