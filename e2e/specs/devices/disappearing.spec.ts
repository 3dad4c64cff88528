import { expect, test } from '../../fixtures.ts';
import { createTestClock, minuteMs } from '../../support/clock/test-clock.ts';
import { beWrittenTo, chatRow, messageWith, openChat, write } from '../../support/screens/chats.ts';
import { english } from '../../support/words.ts';
import { createWorld } from '../../support/world.ts';

test('messages disappear on both sides after their time, also over a restart, and are not found', async ({
  scope,
  peopleOf,
}, info) => {
  const clock = scope.own(await createTestClock());
  const world = scope.own(await createWorld(info.parallelIndex, { clock }));
  const people = peopleOf(world);
  const folder = await scope.folder('daniel');
  const daniel = await people.newPeer('Daniel', { folder });
  const aisyah = await people.newcomer('Aisyah');
  const chat = await beWrittenTo(aisyah, daniel, 'Yang tinggal');
  await aisyah.page.getByRole('button', { name: english('timer.button.off') }).click();
  const dialog = aisyah.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: '5 minutes', exact: true }).check({ force: true });
  await dialog.getByRole('button', { name: english('timer.save'), exact: true }).click();
  await write(aisyah.page, 'Yang hilang');
  await daniel.waitForText(chat.chatId, 'Yang hilang');
  await daniel.send(chat.chatId, 'Hilang juga');
  await expect(messageWith(aisyah.page, 'Hilang juga')).toBeVisible();
  await daniel.markRead(chat.chatId);
  await aisyah.close();
  await daniel.close();
  await clock.advance(6 * minuteMs);

  const again = await people.openApp({ profileFolder: aisyah.profileFolder });
  await openChat(again.page, 'Daniel');
  await expect(messageWith(again.page, 'Yang tinggal')).toBeVisible();
  await expect(messageWith(again.page, 'Yang hilang')).toHaveCount(0);
  await expect(messageWith(again.page, 'Hilang juga')).toHaveCount(0);
  await expect(chatRow(again.page, 'Daniel')).not.toContainText('ilang');
  const { number, databaseKey } = daniel;
  const later = await people.newPeer('Daniel', { folder, number, databaseKey });
  await expect.poll(() => later.texts(chat.chatId)).toEqual(['Yang tinggal']);
  await again.page.getByRole('searchbox').first().fill('hilang');
  await expect(again.page.getByText('Hilang juga')).toHaveCount(0);
});
