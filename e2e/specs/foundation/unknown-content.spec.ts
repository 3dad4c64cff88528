import { randomUUID } from 'node:crypto';
import { padContent } from '../../../contract/content/codec.ts';
import { expect, test } from '../../fixtures.ts';
import { withStore } from '../../support/peer-store.ts';
import { acceptRequest, chatRow, messageList, openChat } from '../../support/screens/chats.ts';

test('what a newer Bisik sends stays in its place and asks for an update', async ({
  newcomer,
  newPeer,
  scope,
}) => {
  const folder = await scope.folder('daniel');
  const daniel = await newPeer('Daniel', { folder });
  const { page, number } = await newcomer('Aisyah');
  const chat = await daniel.chatWith({ number });
  await daniel.send(chat.chatId, 'First');
  await acceptRequest(page, 'Daniel');
  await expect(chatRow(page, 'Daniel')).toContainText('First');
  await daniel.close();
  const content = {
    v: 2,
    kind: 'poll',
    messageId: randomUUID(),
    sentAt: Date.now(),
    question: 'Where to?',
  };
  await withStore(daniel, (store) =>
    store.outbox.add([
      {
        id: randomUUID(),
        accountId: chat.peer.accountId,
        kind: 'control',
        messageId: null,
        chatId: null,
        content: padContent(new TextEncoder().encode(JSON.stringify(content))),
        createdAt: Date.now(),
      },
    ]),
  );
  const again = await newPeer('Daniel', {
    folder,
    number: daniel.number,
    databaseKey: daniel.databaseKey,
  });
  await expect(chatRow(page, 'Daniel')).toContainText('A message for a newer Bisik');
  await again.send(chat.chatId, 'Last');
  await openChat(page, 'Daniel');
  const rows = messageList(page, 'Daniel').locator('li[data-message-id]');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText('First');
  await expect(rows.nth(1)).toContainText('Update Bisik to see this.');
  await expect(rows.nth(2)).toContainText('Last');
});
