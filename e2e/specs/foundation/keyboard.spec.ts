import type { Page } from '@playwright/test';
import { expect, test } from '../../fixtures.ts';
import { tabTo } from '../../support/keyboard.ts';
import { messageWith } from '../../support/screens/chats.ts';

test('a whole first conversation without a pointer', async ({ openApp, newPeer, world }) => {
  const daniel = await newPeer('Daniel');
  const { page } = await openApp();
  const number = world.numbers.malaysian();

  await tabTo(page, 'textbox', 'Phone number');
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Six digits' }).waitFor();
  await tabTo(page, 'textbox', 'Six digits');
  await page.keyboard.type(await world.server.codeFor(number));
  await tabTo(page, 'textbox', 'Your name');
  await page.keyboard.type('Aisyah');
  await tabTo(page, 'radio', /by the exact number|not by number/);
  await page.keyboard.press('Space');
  await tabTo(page, 'button', 'Start chatting');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Chats', level: 1 })).toBeVisible();

  // The dialog loads on first use: typing does not wait for it.
  await page.keyboard.press('Control+n');
  await page.keyboard.type(daniel.number);
  const whom = page
    .getByRole('dialog', { name: 'New chat' })
    .getByRole('textbox', { name: 'Phone number or username' });
  await expect(whom).toBeFocused();
  await expect(whom).toHaveValue(daniel.number);
  await page.keyboard.press('Enter');
  const message = page.getByRole('textbox', { name: 'Message', exact: true });
  await expect(message).toBeFocused();
  await page.keyboard.type('One line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('and another');
  await page.keyboard.press('Enter');
  await expect(messageWith(page, 'One line')).toBeVisible();
  const chat = await daniel.chatNamed('Aisyah');
  await daniel.waitForText(chat.chatId, 'One line\nand another');
  await daniel.send(chat.chatId, 'Seen by keyboard');
  await expect(messageWith(page, 'Seen by keyboard')).toBeVisible();

  await test.step('a new chat has the keyboard at once, and gives it back', async () => {
    await message.focus();
    await page.keyboard.press('Control+n');
    await page.keyboard.type('kumar.31');
    await expect(whom).toBeFocused();
    await expect(whom).toHaveValue('kumar.31');
    await page.keyboard.press('Escape');
    await expect(message).toBeFocused();
    await expect(message).toHaveValue('');
  });

  await test.step('the messages are walked with arrows and have a menu', async () => {
    await tabBackTo(page, 'li[data-message-id]');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Copy text' })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('search, settings and back', async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('searchbox', { name: 'Search chats and messages' })).toBeFocused();
    await page.keyboard.type('another');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(messageWith(page, 'One line')).toBeVisible();
    await page.keyboard.press('Control+,');
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { name: 'Chats', level: 1 })).toBeVisible();
  });
});

/** Shift+Tab until the focus is on something that matches. */
const tabBackTo = async (page: Page, selector: string) => {
  for (let presses = 0; presses < 20; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector))
      return;
    await page.keyboard.press('Shift+Tab');
  }
  throw new Error(`Shift+Tab never reached ${selector}`);
};
