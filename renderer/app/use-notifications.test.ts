import { expect, it } from 'vitest';
import { createI18n } from '../i18n/intl.tsx';
import en from '../i18n/messages/en.json';
import { toUuid } from '../testing/samples.ts';
import { type Incoming, toNotification } from './use-notifications.ts';

const { t } = createI18n('en', en);
const incoming = (change: Partial<Incoming> = {}): Incoming => ({
  chatId: toUuid(1),
  messageId: toUuid(2),
  name: 'Aisyah',
  body: { kind: 'text', text: 'the key is under the mat' },
  at: 0,
  count: 1,
  request: false,
  ...change,
});

it('says no more than the level allows', () => {
  expect(toNotification(t, 'name_and_text', incoming())).toEqual({
    title: 'Aisyah',
    body: 'the key is under the mat',
  });
  expect(toNotification(t, 'name', incoming({ count: 3 }))).toEqual({
    title: 'Aisyah',
    body: '3 new messages',
  });
  const least = JSON.stringify(toNotification(t, 'nothing', incoming()));
  expect(least).not.toContain('Aisyah');
  expect(least).not.toContain('mat');
});

it('says of a request only that somebody new wrote, whatever the level', () => {
  const told = toNotification(t, 'name_and_text', incoming({ request: true, count: 3 }));
  expect(told).toEqual({ title: 'Bisik', body: 'Somebody new wrote to you' });
});

it('stays within what the shell takes', () => {
  const long = toNotification(
    t,
    'name_and_text',
    incoming({ name: 'n'.repeat(500), body: { kind: 'text', text: 'x'.repeat(5000) } }),
  );
  expect(long.title.length).toBeLessThanOrEqual(200);
  expect(long.body.length).toBeLessThanOrEqual(400);
});
