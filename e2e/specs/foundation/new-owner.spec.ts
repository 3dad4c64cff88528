import { expect, test } from '../../fixtures.ts';
import { beWrittenTo, messageWith, openChat } from '../../support/screens/chats.ts';

test('a number that somebody registers again is a new person: the former device is told and keeps what it has', async ({
  newcomer,
  newPeer,
}) => {
  const daniel = await newPeer('Daniel');
  const aisyah = await newcomer('Aisyah');
  const chat = await beWrittenTo(aisyah, daniel, 'To Aisyah only');

  const stranger = await newPeer('Stranger', { number: aisyah.number });
  expect(stranger.accountId).not.toBe(chat.peer.accountId);
  await expect(aisyah.page.getByText('This device is signed out')).toBeVisible({ timeout: 30_000 });
  await expect(aisyah.page.getByText('Messages on this computer stay readable.')).toBeVisible();
  await openChat(aisyah.page, 'Daniel');
  await expect(messageWith(aisyah.page, 'To Aisyah only')).toBeVisible();

  await daniel.send(chat.chatId, 'Still you?');
  await expect
    .poll(async () =>
      (await daniel.messages(chat.chatId)).some(
        (message) => message.body.kind === 'notice' && message.body.notice === 'number_new_owner',
      ),
    )
    .toBe(true);
  expect((await stranger.messenger.handlers.chats.list({ limit: 10, before: null })).chats).toEqual(
    [],
  );
});
