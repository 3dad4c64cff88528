import { expect, test } from '../../fixtures.ts';
import { withStore } from '../../support/peer-store.ts';
import { messageWith, startChat, write } from '../../support/screens/chats.ts';

test('a lost session is set up again: one clear line in the chat, and no message is lost', async ({
  newcomer,
  newPeer,
  scope,
}) => {
  const folder = await scope.folder('daniel');
  const daniel = await newPeer('Daniel', { folder });
  const { page } = await newcomer('Aisyah');
  await startChat(page, daniel.number);
  await write(page, 'Before');
  const chat = await daniel.chatNamed('Aisyah');
  await daniel.send(chat.chatId, 'Heard');
  await expect(messageWith(page, 'Heard')).toBeVisible();
  await expect(messageWith(page, 'Before').getByText('Delivered', { exact: true })).toBeAttached();

  await daniel.close();
  await withStore(daniel, (store) => store.keys.removeSessionsOf(chat.peer.accountId));
  await write(page, 'Into the gap');
  await expect(messageWith(page, 'Into the gap').getByText('On the server')).toBeAttached();

  const again = await newPeer('Daniel', {
    folder,
    number: daniel.number,
    databaseKey: daniel.databaseKey,
  });
  await again.waitForText(chat.chatId, 'Into the gap');
  await expect(
    page.getByText('The encryption of this chat was set up again. No message was lost.'),
  ).toHaveCount(1);
  await expect(
    messageWith(page, 'Into the gap').getByText('Delivered', { exact: true }),
  ).toBeAttached();
  await again.send(chat.chatId, 'And on we go');
  await expect(messageWith(page, 'And on we go')).toBeVisible();
  expect((await again.texts(chat.chatId)).filter((text) => text === 'Into the gap')).toHaveLength(
    1,
  );
});
