import type { Page } from '@playwright/test';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { composer, messageWith, openChat, startChat, write } from '../../support/screens/chats.ts';
import { askForCode, codeField, introduceYourself } from '../../support/screens/onboarding.ts';
import { openSection, openSettings } from '../../support/screens/settings.ts';

const look = async (page: Page, screen: string) =>
  expect.soft(await findingsInBothThemes(page), screen).toEqual([]);

test('axe finds nothing on the screens of onboarding, in both themes', async ({
  openApp,
  world,
}) => {
  const { page } = await openApp();
  await page.getByRole('textbox', { name: 'Phone number' }).waitFor();
  await look(page, 'number');
  await page.getByRole('button', { name: 'Other server…' }).click();
  await page.getByRole('textbox', { name: 'Address' }).waitFor();
  await look(page, 'other server');
  await page.keyboard.press('Escape');
  const number = world.numbers.malaysian();
  await askForCode(page, number);
  await look(page, 'code');
  await codeField(page).fill(await world.server.codeFor(number));
  await page.getByRole('textbox', { name: 'Your name' }).waitFor();
  await look(page, 'name');
  await introduceYourself(page, { name: 'Aisyah' });
  await look(page, 'no chats');
});

test('axe finds nothing on the chat and settings screens, in both themes', async ({
  newcomer,
  newPeer,
}) => {
  test.setTimeout(300_000);
  const daniel = await newPeer('Daniel');
  const { page, number } = await newcomer('Aisyah');
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByRole('dialog', { name: 'New chat' }).waitFor();
  await look(page, 'new chat');
  await page.keyboard.press('Escape');

  await startChat(page, daniel.number);
  await look(page, 'empty chat');
  await write(page, 'A link: https://example.com/ and a word');
  const chat = await daniel.chatWith({ number });
  await daniel.send(chat.chatId, 'شكرا, terima kasih 🌺');
  await expect(messageWith(page, 'terima kasih')).toBeVisible();
  await look(page, 'chat');
  await messageWith(page, 'A link').click({ button: 'right' });
  await page.getByRole('menu').waitFor();
  await look(page, 'menu of a message');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Emoji' }).click();
  await page.getByRole('dialog', { name: 'Emoji' }).waitFor();
  await look(page, 'emoji');
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Search chats and messages' }).fill('link');
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible();
  await look(page, 'search');
  await page.keyboard.press('Escape');
  await openChat(page, 'Daniel').catch(() => composer(page).waitFor());

  await openSettings(page);
  for (const section of [
    'profile',
    'privacy',
    'encryption',
    'server',
    'account',
    'appearance',
    'chats',
    'notifications',
    'system',
    'about',
  ]) {
    await openSection(page, section);
    await look(page, `settings, ${section}`);
  }
  await openSection(page, 'account');
  await page.getByRole('button', { name: 'Delete account…' }).click();
  await page.getByRole('alertdialog').or(page.getByRole('dialog')).first().waitFor();
  await look(page, 'deleting the account');
});

test('axe finds nothing on the screens for trouble, in both themes', async ({
  openApp,
  newcomer,
}) => {
  const passphrase = await openApp({ keyring: null });
  await passphrase.page.getByRole('heading', { name: 'Choose a passphrase' }).waitFor();
  await look(passphrase.page, 'choose a passphrase');
  await passphrase.close();

  const aisyah = await newcomer('Aisyah');
  await aisyah.close();
  const elsewhere = await openApp({ profileFolder: aisyah.profileFolder, keyring: null });
  await elsewhere.page.getByRole('heading', { name: /key/i }).first().waitFor();
  await look(elsewhere.page, 'key not to be had');
});
