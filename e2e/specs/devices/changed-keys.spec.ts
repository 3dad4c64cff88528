import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import {
  beWrittenTo,
  messageThatIs,
  messageWith,
  openChat,
  write,
} from '../../support/screens/chats.ts';
import { english } from '../../support/words.ts';

test('a contact makes new keys: what is written waits until the person accepts them, then both arrive', async ({
  newcomer,
  newPeer,
}) => {
  test.setTimeout(180_000);
  const { page, number } = await newcomer('Aisyah');
  const daniel = await newPeer('Daniel');
  const chat = await beWrittenTo({ page, number }, daniel, 'Sebelum kunci baharu');
  await openChat(page, 'Daniel');
  await write(page, 'Baik');
  await daniel.waitForText(chat.chatId, 'Baik');

  await daniel.messenger.handlers.devices.makeNewKeys({});
  await daniel.waitOnline();
  await daniel.send(chat.chatId, 'Dengan kunci baharu');
  const banner = page.getByRole('region', { name: english('keys.title', { name: 'Daniel' }) });
  await expect(banner).toBeVisible();
  await expect(banner.getByText(english('keys.held'))).toBeVisible();
  await expect(messageWith(page, 'Dengan kunci baharu')).toHaveCount(0);
  expect.soft(await findingsInBothThemes(page), 'changed keys').toEqual([]);

  await write(page, 'Ini menunggu');
  const waiting = page.getByRole('img', {
    name: english('chat.state.undecided', { name: 'Daniel' }),
  });
  await expect(messageWith(page, 'Ini menunggu').filter({ has: waiting })).toBeVisible();
  await banner.getByRole('button', { name: english('keys.notNow') }).press('Enter');
  const decide = banner.getByRole('button', { name: english('keys.decide') });
  await expect(decide).toBeFocused();
  expect.soft(await findingsInBothThemes(page), 'changed keys, put off').toEqual([]);
  expect(await daniel.texts(chat.chatId)).not.toContain('Ini menunggu');

  await decide.press('Enter');
  await banner.getByRole('button', { name: english('keys.accept') }).press('Enter');
  await expect(banner).toBeHidden();
  await expect(messageWith(page, 'Dengan kunci baharu')).toBeVisible();
  await daniel.waitForText(chat.chatId, 'Ini menunggu');
  await expect(messageThatIs(page, 'delivered', 'Ini menunggu')).toBeVisible();
  await expect(
    page.getByText(english('chat.notice.identity_accepted', { name: 'Daniel' })),
  ).toBeVisible();
  await daniel.send(chat.chatId, 'Seperti biasa');
  await expect(messageWith(page, 'Seperti biasa')).toBeVisible();
});
