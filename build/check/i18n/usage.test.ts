import { expect, it } from 'vitest';
import { findUnknown, findUnused, findUsage } from './usage.ts';

const hole = (name: string): string => `\${${name}}`;
const sources = [
  `t('chat.empty.title'); t.rich("chat.day", { a }); const label = 'nav.settings';`,
  `t.dynamic(\`settings.${hole('key')}.label\`); t.dynamic(\`error.${hole('error.code')}\`);`,
  `t(\`${hole('anything')}.x\`);`,
];

it('counts a message as used when its id or a template of it stands somewhere', () => {
  const usage = findUsage(sources);
  const used = [
    'chat.empty.title',
    'chat.day',
    'nav.settings',
    'settings.appearance.theme.label',
    'error.code_wrong',
  ];
  expect(findUnused(used, usage)).toEqual([]);
  expect(findUnused(['chat.gone', 'settings.title', 'y.x'], usage)).toEqual([
    'chat.gone',
    'settings.title',
    'y.x',
  ]);
});

it('finds ids that no message has', () => {
  expect(findUnknown(['chat.day'], sources)).toEqual(['chat.empty.title']);
});
