import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { startInProcessServer } from '../../support/in-process-server.ts';
import { beWrittenTo, messageWith, openChat } from '../../support/screens/chats.ts';
import { register } from '../../support/screens/onboarding.ts';

test('a number that somebody registers again is a new person: the former device is told and keeps what it has', async ({
  newPeer,
  openApp,
  scope,
  world,
}) => {
  let passedMs = 0;
  const server = scope.own(
    await startInProcessServer({
      dataDir: await scope.folder('server'),
      clock: { now: () => Date.now() + passedMs },
    }),
  );
  const here = { serverUrl: server.url, codeFor: server.codeFor };
  const daniel = await newPeer('Daniel', here);
  const { page } = await openApp({ serverUrl: server.url });
  const number = world.numbers.malaysian();
  await register(page, { number, name: 'Aisyah', codeFor: server.codeFor });
  const chat = await beWrittenTo({ page, number }, daniel, 'To Aisyah only');

  // A number gets one code a minute.
  passedMs = 61_000;
  const stranger = await newPeer('Stranger', { ...here, number });
  expect(stranger.accountId).not.toBe(chat.peer.accountId);
  await expect(page.getByText('This device is signed out')).toBeVisible({ timeout: 30_000 });
  await expect(
    page.getByText('Your messages on this computer are kept and stay readable.'),
  ).toBeVisible();
  expect(await findingsInBothThemes(page)).toEqual([]);
  await openChat(page, 'Daniel');
  await expect(messageWith(page, 'To Aisyah only')).toBeVisible();

  await daniel.send(chat.chatId, 'Still you?');
  await expect
    .poll(async () =>
      (await daniel.messages(chat.chatId)).some(
        (message) => message.body.kind === 'notice' && message.body.notice === 'number_new_owner',
      ),
    )
    .toBe(true);
  const strangers = await stranger.messenger.handlers.chats.list({ limit: 10, before: null });
  expect(strangers.chats).toEqual([]);
});
