import { expect, it } from 'vitest';
import { createI18n } from '../../i18n/intl.tsx';
import en from '../../i18n/messages/en.json';
import ms from '../../i18n/messages/ms.json';
import { findSettings } from './find-settings.ts';
import { ofPassphrase } from './sections.ts';

const english = createI18n('en', en).t;
const malay = createI18n('ms', ms).t;

it('finds by label, by option and by words of the section, in the language in use', () => {
  expect(findSettings(english, 'dark').flatMap((hit) => hit.keys)).toContain('appearance.theme');
  expect(findSettings(malay, 'gelap').flatMap((hit) => hit.keys)).toContain('appearance.theme');
  expect(findSettings(english, 'read receipts').flatMap((hit) => hit.keys)).toEqual([
    'privacy.sendReadReceipts',
  ]);
  // Words that are held together on one line are found as they are typed.
  expect(findSettings(malay, 'apa-apa')).not.toEqual([]);
  expect(findSettings(english, 'licences').map((hit) => hit.section.id)).toEqual(['about']);
  expect(findSettings(english, 'change passphrase').map((hit) => hit.section.id)).toEqual([
    'encryption',
  ]);
  expect(findSettings(english, 'change passphrase', ofPassphrase)).toEqual([]);
  expect(findSettings(english, '  ')).toEqual([]);
  expect(findSettings(english, 'zzz')).toEqual([]);
});
