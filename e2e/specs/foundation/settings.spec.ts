import { expect, test } from '../../fixtures.ts';
import { acceptRequest, messageWith, write } from '../../support/screens/chats.ts';
import {
  chooseSetting,
  goToChats,
  openSection,
  openSettings,
} from '../../support/screens/settings.ts';
import { turn } from '../../support/screens/sharing.ts';

test('settings are found by search, and theme and language change at once and stay', async ({
  newcomer,
  openApp,
}) => {
  const first = await newcomer('Aisyah');
  const { page } = first;
  await openSettings(page);
  const search = page.getByRole('searchbox', { name: 'Find a setting' });
  await search.fill('receipt');
  await expect(page.getByRole('switch', { name: 'Read receipts' })).toBeVisible();
  await expect(page.getByText('Theme', { exact: true })).toBeHidden();
  await search.fill('no such thing');
  await expect(page.getByText('No setting found for “no such thing”')).toBeVisible();
  await search.fill('');

  await openSection(page, 'appearance');
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
  const light = await ink();
  await chooseSetting(page, 'appearance.theme', 'dark');
  await expect.poll(ink).not.toBe(light);
  const dark = await ink();
  await chooseSetting(page, 'appearance.theme', 'light');
  await expect.poll(ink).not.toBe(dark);
  await chooseSetting(page, 'appearance.theme', 'dark');
  await chooseSetting(page, 'appearance.language', 'ms');
  await expect(page.getByRole('heading', { name: 'Tetapan', level: 1 })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.lang)).toMatch(/^ms/);
  await first.close();

  const second = await openApp({ profileFolder: first.profileFolder });
  await expect(second.page.getByRole('heading', { name: 'Sembang', level: 1 })).toBeVisible();
  await expect
    .poll(() => second.page.evaluate(() => getComputedStyle(document.body).color))
    .toBe(dark);
});

test('read receipts that are turned off are not sent', async ({ newcomer, newPeer }) => {
  const daniel = await newPeer('Daniel');
  const { page, number } = await newcomer('Aisyah');
  await openSettings(page);
  await openSection(page, 'privacy');
  await turn(page.getByRole('switch', { name: 'Read receipts' }), false);
  await goToChats(page);
  const chat = await daniel.chatWith({ number });
  const sent = await daniel.send(chat.chatId, 'Have you read this?');
  await acceptRequest(page, 'Daniel');
  await expect(messageWith(page, 'Have you read this?')).toBeVisible();
  // An answer comes after whatever would have been sent about the reading.
  await write(page, 'An answer');
  await daniel.waitForText(chat.chatId, 'An answer');
  const states = (await daniel.messages(chat.chatId))
    .filter((message) => message.messageId === sent.messageId)
    .map((message) => message.state);
  expect(states).toEqual(['delivered']);
});
