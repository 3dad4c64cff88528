import { expect, test } from '../../fixtures.ts';
import {
  chatRow,
  chooseForMessage,
  composer,
  messageThatIs,
  messageWith,
  openChat,
  startChat,
  write,
} from '../../support/screens/chats.ts';

test('after a restart the history and the draft are as they were left', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const daniel = await newPeer('Daniel');
  const first = await newcomer('Aisyah');
  await startChat(first.page, daniel.number);
  await write(first.page, 'Before the restart');
  const chat = await daniel.chatNamed('Aisyah');
  await daniel.send(chat.chatId, 'An answer');
  await expect(messageWith(first.page, 'An answer')).toBeVisible();
  await composer(first.page).fill('A thought that is not');
  await expect(messageThatIs(first.page, 'delivered', 'Before the restart')).toBeAttached();
  await first.close();

  const second = await openApp({ profileFolder: first.profileFolder });
  await expect(chatRow(second.page, 'Daniel')).toContainText('A thought that is not');
  await openChat(second.page, 'Daniel');
  await expect(messageWith(second.page, 'Before the restart')).toBeVisible();
  await expect(messageWith(second.page, 'An answer')).toBeVisible();
  await expect(composer(second.page)).toHaveValue('A thought that is not');
});

test('what was deleted stays deleted when the app is killed before the way back ends', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const daniel = await newPeer('Daniel');
  const first = await newcomer('Aisyah');
  await startChat(first.page, daniel.number);
  await write(first.page, 'A slip of the tongue');
  const chat = await daniel.chatNamed('Aisyah');
  await daniel.send(chat.chatId, 'What did you mean?');
  await expect(messageWith(first.page, 'What did you mean?')).toBeVisible();
  await chooseForMessage(first.page, 'A slip of the tongue', 'chat.message.delete');
  await expect(first.page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await first.kill();

  const second = await openApp({ profileFolder: first.profileFolder });
  await openChat(second.page, 'Daniel');
  await expect(messageWith(second.page, 'What did you mean?')).toBeVisible();
  await expect(messageWith(second.page, 'A slip of the tongue')).toHaveCount(0);
});
