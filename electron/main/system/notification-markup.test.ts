import { expect, it } from 'vitest';
import { toNotificationBody } from './notification-markup.ts';

const written = 'Tea & <a href="https://example.org">kuih</a> &lt;3';

it('stays text where the desktop reads markup', () => {
  expect(toNotificationBody(written, 'linux')).toBe(
    'Tea &amp; &lt;a href="https://example.org"&gt;kuih&lt;/a&gt; &amp;lt;3',
  );
});

it.each(['darwin', 'win32'] as const)('is as it was written on %s', (platform) => {
  expect(toNotificationBody(written, platform)).toBe(written);
});
