import { expect, test } from '../../fixtures.ts';
import { historyOf, textsOf } from '../../support/engine-calls.ts';
import { mountSmallDisk } from '../../support/files/small-disk.ts';
import { composer, messageWith, startChat, write } from '../../support/screens/chats.ts';

test('on a full disk a message is refused in words, nothing is lost, and it goes on once there is room', async ({
  newcomer,
  newPeer,
  scope,
}) => {
  const folder = await scope.folder('small-disk');
  const disk = scope.own(await mountSmallDisk(folder, 48));
  const daniel = await newPeer('Daniel');
  const { page } = await newcomer('Aisyah', { profileFolder: folder });
  await startChat(page, daniel.number);
  await write(page, 'With room');
  const chat = await daniel.chatNamed('Aisyah');
  await daniel.waitForText(chat.chatId, 'With room');

  await disk.fill();
  const long = 'no room for this '.repeat(2500);
  await write(page, long);
  // In the chat, and also over the list when something that came could not be kept either.
  await expect(
    page.getByText('The disk is full. Nothing was lost; free some space.').first(),
  ).toBeVisible();
  await disk.free();
  // What was not kept is in the composer again; what was kept and could not be encrypted is sent again.
  const again = page.getByRole('button', { name: 'Send again' });
  const isBack = async () => (await composer(page).inputValue()) !== '';
  await expect.poll(async () => (await isBack()) || (await again.isVisible())).toBe(true);
  if (await isBack()) await composer(page).press('Enter');
  else await again.click();
  await daniel.waitForText(chat.chatId, long.trim());
  await daniel.send(chat.chatId, 'Arrived');
  await expect(messageWith(page, 'Arrived')).toBeVisible();
  expect(textsOf(await historyOf(page, 'Daniel'))).toEqual(['With room', long.trim(), 'Arrived']);
});
