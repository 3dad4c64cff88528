import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { databaseOf } from '../../support/app-database.ts';
import { historyOf, textsOf } from '../../support/engine-calls.ts';
import { withStore } from '../../support/peer-store.ts';
import { beWrittenTo, messageWith, openChat, write } from '../../support/screens/chats.ts';

test('a lost session is set up again: one clear line in the chat, and no message is lost', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const daniel = await newPeer('Daniel');
  const first = await newcomer('Aisyah');
  const chat = await beWrittenTo(first, daniel);
  await write(first.page, 'Before');
  await daniel.waitForText(chat.chatId, 'Before');
  const database = await databaseOf(first);
  await first.close();
  await withStore(database, ({ keys }) => {
    for (const device of keys.sessionDevices(daniel.accountId))
      keys.removeSession(daniel.accountId, device);
  });
  const sent = await daniel.send(chat.chatId, 'Into the gap');
  await daniel.send(chat.chatId, 'and after it');

  const { page } = await openApp({ profileFolder: first.profileFolder });
  await openChat(page, 'Daniel');
  await expect(
    page.getByText('The encryption of this chat was set up again. No message was lost.'),
  ).toHaveCount(1);
  await expect(messageWith(page, 'Into the gap')).toBeVisible();
  expect(await findingsInBothThemes(page)).toEqual([]);
  await write(page, 'All here');
  await daniel.waitForText(chat.chatId, 'All here');
  await daniel.send(chat.chatId, 'And on we go');
  await expect(messageWith(page, 'And on we go')).toBeVisible();
  expect(textsOf(await historyOf(page, 'Daniel'), 'incoming')).toEqual([
    'Hello',
    'Into the gap',
    'and after it',
    'And on we go',
  ]);
  const told = (await daniel.messages(chat.chatId)).find(
    (message) => message.messageId === sent.messageId,
  );
  expect(['delivered', 'read']).toContain(told?.state);
});
