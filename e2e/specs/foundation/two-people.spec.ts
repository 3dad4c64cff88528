import { expect, test } from '../../fixtures.ts';
import {
  acceptRequest,
  chatRow,
  conversation,
  messageList,
  messageThatIs,
  messageWith,
  startChat,
  write,
} from '../../support/screens/chats.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';

test('two people find each other by number and talk, and see what became of their messages', async ({
  newcomer,
  world,
}) => {
  const [aisyah, daniel] = await Promise.all([newcomer('Aisyah'), newcomer('Daniel')]);
  await startChat(aisyah.page, daniel.number);
  await write(aisyah.page, 'Selamat pagi, Daniel');
  await acceptRequest(daniel.page, 'Aisyah');
  await expect(messageWith(daniel.page, 'Selamat pagi, Daniel')).toBeVisible();
  await expect(messageThatIs(aisyah.page, 'read', 'Selamat pagi, Daniel')).toBeVisible();

  await write(daniel.page, 'Pagi! Sudah sarapan?');
  await expect(messageWith(aisyah.page, 'Pagi! Sudah sarapan?')).toBeVisible();
  await expect(conversation(aisyah.page, 'Daniel')).toBeVisible();
  await expect(messageThatIs(daniel.page, 'read', 'Pagi! Sudah sarapan?')).toBeAttached();
  await openSettings(daniel.page);
  await write(aisyah.page, 'Jumpa nanti');
  await expect(messageThatIs(aisyah.page, 'delivered', 'Jumpa nanti')).toBeVisible();
  await goToChats(daniel.page);
  await expect(messageThatIs(aisyah.page, 'read', 'Jumpa nanti')).toBeVisible();

  await test.step('nobody learns a number that was not given to them: the log holds none', () => {
    expect(world.server.log().join('\n')).not.toContain(aisyah.number);
    expect(world.server.log().join('\n')).not.toContain(daniel.number.slice(1));
  });
});

test('someone hidden by number answers like nobody, and is found by username', async ({
  newcomer,
  newPeer,
}) => {
  const siti = await newPeer('Siti', { findableByNumber: false, username: 'siti' });
  const { page } = await newcomer('Aisyah');
  await page.getByRole('button', { name: 'New chat' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New chat' });
  await dialog.getByRole('textbox').fill(siti.number);
  await dialog.getByRole('button', { name: 'Start chat' }).click();
  await expect(dialog.getByText('Nobody with that number or username can be found.')).toBeVisible();

  await dialog.getByRole('textbox').fill(siti.username ?? '');
  await dialog.getByRole('button', { name: 'Start chat' }).click();
  await expect(dialog).toBeHidden();
  await write(page, 'Jumpa di pasar?');
  const chat = await siti.chatNamed('Aisyah');
  await siti.waitForText(chat.chatId, 'Jumpa di pasar?');
  await siti.send(chat.chatId, 'Boleh.');
  await expect(messageWith(page, 'Boleh.')).toBeVisible();
  await expect(messageList(page, 'Siti')).toBeVisible();
});

test('a username is taken in the settings and leads to its owner', async ({
  newcomer,
  newPeer,
}) => {
  const daniel = await newPeer('Daniel');
  const { page } = await newcomer('Aisyah', { findable: false });
  await openSettings(page);
  await openSection(page, 'profile');
  await page.getByRole('textbox', { name: 'Username' }).fill('aisyah');
  await page.getByRole('button', { name: 'Take it' }).click();
  const shown = page.getByText(/Your username is aisyah\.\d+/);
  await expect(shown).toBeVisible();
  const username = /aisyah\.\d+/.exec((await shown.textContent()) ?? '')?.[0] ?? '';
  const chat = await daniel.chatWith({ username });
  await daniel.send(chat.chatId, 'Found you');
  await goToChats(page);
  await acceptRequest(page, 'Daniel');
  await expect(chatRow(page, 'Daniel')).toContainText('Found you');
});
