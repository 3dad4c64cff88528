import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import {
  beWrittenTo,
  chatRow,
  composer,
  conversation,
  messageWith,
  openChat,
  write,
} from '../../support/screens/chats.ts';

test('at 480 pixels there is one pane at a time and a way back', async ({ newcomer, newPeer }) => {
  const daniel = await newPeer('Daniel');
  const { page, number, resize } = await newcomer('Aisyah');
  await beWrittenTo({ page, number }, daniel);
  await write(page, 'Small window');
  await resize(480, 800);
  await expect(conversation(page, 'Daniel')).toBeVisible();
  await expect(chatRow(page, 'Daniel')).toBeHidden();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(chatRow(page, 'Daniel')).toBeVisible();
  await expect(composer(page)).toBeHidden();
  expect(await findingsInBothThemes(page)).toEqual([]);
  await openChat(page, 'Daniel');
  await expect(composer(page)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(480);
  await resize(1440, 900);
  await expect(chatRow(page, 'Daniel')).toBeVisible();
  await expect(conversation(page, 'Daniel')).toBeVisible();
});

test('what is written from right to left begins at the right of its bubble, with the time below', async ({
  newcomer,
  newPeer,
}) => {
  const daniel = await newPeer('Daniel');
  const { page, number } = await newcomer('Aisyah');
  const chat = await beWrittenTo({ page, number }, daniel);
  await daniel.send(chat.chatId, 'لا');
  const row = messageWith(page, 'لا');
  const text = await row.getByText('لا', { exact: true }).evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element.firstChild ?? element);
    const { right, bottom } = range.getBoundingClientRect();
    return { right, bottom };
  });
  const time = await row.locator('time').evaluate((element) => {
    const { right, top } = element.getBoundingClientRect();
    return { right, top };
  });
  expect(Math.abs(text.right - time.right)).toBeLessThanOrEqual(2);
  expect(time.top).toBeGreaterThanOrEqual(text.bottom - 4);
});
