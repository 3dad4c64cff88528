import { expect, test } from '../../fixtures.ts';
import {
  acceptRequest,
  beWrittenTo,
  chatRow,
  composer,
  messageThatIs,
  messageWith,
  openChat,
  openRequest,
  write,
} from '../../support/screens/chats.ts';
import { linkByText } from '../../support/screens/linking.ts';
import { openSection, openSettings } from '../../support/screens/settings.ts';
import { english } from '../../support/words.ts';

test('who writes first waits as a request and learns nothing until they are accepted', async ({
  newcomer,
}) => {
  const aisyah = await newcomer('Aisyah');
  const daniel = await newcomer('Daniel');
  await daniel.page.getByRole('button', { name: 'New chat' }).first().click();
  const dialog = daniel.page.getByRole('dialog', { name: 'New chat' });
  await dialog.getByRole('textbox').fill(aisyah.number);
  await dialog.getByRole('button', { name: 'Start chat' }).click();
  await write(daniel.page, 'Kita pernah jumpa');

  await openRequest(aisyah.page, 'Daniel');
  await expect(messageWith(aisyah.page, 'Kita pernah jumpa')).toBeVisible();
  await expect(composer(aisyah.page)).toBeHidden();
  await expect(messageThatIs(daniel.page, 'sent', 'Kita pernah jumpa')).toBeVisible();

  await test.step('deleted, it is gone; they can write again, and are accepted', async () => {
    await aisyah.page.getByRole('button', { name: english('requests.delete') }).click();
    const asked = aisyah.page.getByRole('alertdialog');
    await asked.getByRole('button', { name: english('requests.delete') }).click();
    await expect(aisyah.page.getByRole('button', { name: english('requests.title') })).toBeHidden();
    await write(daniel.page, 'Sekali lagi');
    await acceptRequest(aisyah.page, 'Daniel');
    await expect(messageWith(aisyah.page, 'Sekali lagi')).toBeVisible();
    await expect(messageWith(aisyah.page, 'Kita pernah jumpa')).toHaveCount(0);
    await expect(messageThatIs(daniel.page, 'read', 'Sekali lagi')).toBeVisible();
  });
});

test('who is blocked on one computer is blocked on all, is told nothing, and can be unblocked', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const aisyah = await newcomer('Aisyah');
  const daniel = await newPeer('Daniel');
  const chat = await beWrittenTo(aisyah, daniel);
  const second = await openApp();
  await linkByText(aisyah, second, { history: true });
  await openChat(second.page, 'Daniel');
  await openChat(aisyah.page, 'Daniel');

  await aisyah.page.getByRole('button', { name: english('people.menu') }).click();
  await aisyah.page.getByRole('menuitem', { name: english('block.action') }).click();
  await aisyah.page
    .getByRole('alertdialog')
    .getByRole('button', { name: english('block.action') })
    .click();
  for (const { page } of [aisyah, second])
    await expect(page.getByText(english('block.bar', { name: 'Daniel' }))).toBeVisible();

  const lost = await daniel.send(chat.chatId, 'Hilang');
  await expect
    .poll(
      async () =>
        (await daniel.messages(chat.chatId)).find(({ messageId }) => messageId === lost.messageId)
          ?.state,
    )
    .toBe('sent');

  await openSettings(second.page);
  await openSection(second.page, 'blocked');
  await second.page
    .getByRole('button', { name: english('block.list.unblock', { name: 'Daniel' }) })
    .click();
  await expect(composer(aisyah.page)).toBeVisible();
  await daniel.send(chat.chatId, 'Sampai');
  await expect(messageWith(aisyah.page, 'Sampai')).toBeVisible();
  await expect(messageWith(aisyah.page, 'Hilang')).toHaveCount(0);
  await expect(chatRow(aisyah.page, 'Daniel')).toContainText('Sampai');
});
