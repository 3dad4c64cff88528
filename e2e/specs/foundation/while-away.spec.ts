import { expect, test } from '../../fixtures.ts';
import { historyOf, textsOf } from '../../support/engine-calls.ts';
import type { Peer } from '../../support/peer.ts';
import { beWrittenTo, chatRow, composer, openChat } from '../../support/screens/chats.ts';
import { waitFor } from '../../support/wait.ts';

const linesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `Line ${index + 1}.`);

/** Sends them and waits until the server has them all. */
const sendAll = async (peer: Peer, chatId: string, texts: readonly string[]) => {
  for (const text of texts) await peer.send(chatId, text);
  await waitFor(async () => (await peer.messenger.handlers.connection.get({})).queuedCount === 0, {
    what: 'the server to have all',
    timeoutMs: 60_000,
  });
};

test('two hundred messages that came while the app was closed arrive all, once and in order', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const daniel = await newPeer('Daniel');
  const first = await newcomer('Aisyah');
  const chat = await beWrittenTo(first, daniel);
  await first.close();

  const texts = linesOf(200);
  await sendAll(daniel, chat.chatId, texts);

  const second = await openApp({ profileFolder: first.profileFolder });
  await expect(chatRow(second.page, 'Daniel')).toHaveAccessibleName(/200 unread messages/);
  expect(textsOf(await historyOf(second.page, 'Daniel'))).toEqual(['Hello', ...texts]);
});

test('the chat list is there before a long queue is taken in, and the window answers meanwhile', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const daniel = await newPeer('Daniel');
  const first = await newcomer('Aisyah');
  const chat = await beWrittenTo(first, daniel);
  await first.close();
  await sendAll(daniel, chat.chatId, linesOf(3000));

  const second = await openApp({ profileFolder: first.profileFolder });
  const row = chatRow(second.page, 'Daniel');
  await expect(row).toBeVisible();
  const heldWhenShown = textsOf(await historyOf(second.page, 'Daniel'), 'incoming').length;
  expect(heldWhenShown).toBeLessThan(3000);
  await openChat(second.page, 'Daniel');
  await composer(second.page).fill('Typed while the queue comes in');
  await expect(composer(second.page)).toHaveValue('Typed while the queue comes in');

  await waitFor(
    async () => textsOf(await historyOf(second.page, 'Daniel'), 'incoming').length > 3000,
    {
      what: 'the whole queue',
      everyMs: 500,
    },
  );
  expect(textsOf(await historyOf(second.page, 'Daniel'), 'incoming')).toEqual([
    'Hello',
    ...linesOf(3000),
  ]);
});
