import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { historyOf, textsOf } from '../../support/engine-calls.ts';
import { filmCode } from '../../support/files/fake-camera.ts';
import { handOver } from '../../support/ordinary-user.ts';
import {
  beWrittenTo,
  chatRow,
  messageThatIs,
  messageWith,
  openChat,
  write,
} from '../../support/screens/chats.ts';
import {
  approveLink,
  deviceRow,
  linkByText,
  linkingPicture,
  openDevices,
  openLinkDialog,
  pasteCode,
  showLinkingCode,
} from '../../support/screens/linking.ts';
import { goToChats } from '../../support/screens/settings.ts';
import { english } from '../../support/words.ts';

test('a second computer is linked by a picture of its code, and the history comes along', async ({
  newcomer,
  newPeer,
  openApp,
  scope,
}) => {
  const aisyah = await newcomer('Aisyah');
  const daniel = await newPeer('Daniel');
  const chat = await beWrittenTo(aisyah, daniel);
  for (let index = 1; index <= 40; index++) await daniel.send(chat.chatId, `Pesan ${index}`);
  await write(aisyah.page, 'Dari komputer pertama');
  await daniel.waitForText(chat.chatId, 'Dari komputer pertama');

  const second = await openApp();
  await showLinkingCode(second.page);
  const picture = join(await scope.folder('picture'), 'code.png');
  await linkingPicture(second.page).screenshot({ path: picture });
  const dialog = await openLinkDialog(aisyah.page);
  await dialog.getByLabel(english('linking.picture.file')).setInputFiles(picture);
  await approveLink(aisyah, second, { history: true });

  await expect(chatRow(second.page, 'Daniel')).toBeVisible();
  await expect
    .poll(async () => textsOf(await historyOf(second.page, 'Daniel')), { timeout: 20_000 })
    .toEqual(textsOf(await historyOf(aisyah.page, 'Daniel')));

  await test.step('messages of both sides are on both computers, once', async () => {
    await openChat(second.page, 'Daniel');
    await write(second.page, 'Dari komputer kedua');
    await daniel.waitForText(chat.chatId, 'Dari komputer kedua');
    await goToChats(aisyah.page);
    await openChat(aisyah.page, 'Daniel');
    await expect(messageThatIs(aisyah.page, 'delivered', 'Dari komputer kedua')).toHaveCount(1);
    await daniel.send(chat.chatId, 'Untuk kedua-duanya');
    await expect(messageWith(aisyah.page, 'Untuk kedua-duanya')).toHaveCount(1);
    await expect(messageWith(second.page, 'Untuk kedua-duanya')).toHaveCount(1);
  });
});

test('a code is pasted as text, the new computer starts empty, and the other hears that it was added', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const aisyah = await newcomer('Aisyah');
  const daniel = await newPeer('Daniel');
  await beWrittenTo(aisyah, daniel, 'Sebelum dipautkan');
  const second = await openApp();
  await linkByText(aisyah, second);
  await expect(second.page.getByText(english('chats.empty.title'))).toBeVisible();
  await openDevices(aisyah.page);
  await expect(deviceRow(aisyah.page, english('join.computer.linux'))).toHaveCount(1);

  const third = await openApp();
  await linkByText(second, third, { history: false, leaves: true });
  const name = english('join.computer.linux');
  await expect(aisyah.page.getByText(english('devices.new.title', { name }))).toBeVisible();
  await test.step('where it was approved, and the dialog closed too soon, one quiet line says that it joined', async () => {
    const title = english('devices.linked.title', { name });
    const line = second.page.getByRole('region', { name: title });
    await line.getByRole('button', { name: english('devices.linked.show') }).click();
    await expect(deviceRow(second.page, name)).toHaveCount(2);
    await expect(second.page.getByText(title)).toHaveCount(0);
  });
});

test('a code is read by a camera', async ({ newcomer, openApp, scope }) => {
  const second = await openApp();
  const code = await showLinkingCode(second.page);
  const folder = await scope.folder('film');
  const args = await filmCode(join(folder, 'code.y4m'), code);
  await handOver(folder);
  const aisyah = await newcomer('Aisyah', { args });
  const dialog = await openLinkDialog(aisyah.page);
  await dialog.getByRole('button', { name: english('scan.camera.start') }).click();
  await approveLink(aisyah, second, { history: false });
});

test('what is no code, a link, or a code used before approves nothing', async ({
  newcomer,
  openApp,
}) => {
  const aisyah = await newcomer('Aisyah');
  const second = await openApp();
  const code = await showLinkingCode(second.page);
  const dialog = await openLinkDialog(aisyah.page);
  for (const wrong of ['hello', `bisik://${code}`, `bisik://link?code=${code}`]) {
    await pasteCode(dialog, wrong);
    await expect(dialog.getByText(english('error.link_code_invalid'))).toBeVisible();
  }
  await pasteCode(dialog, code);
  await approveLink(aisyah, second, { history: false });
  const again = await openLinkDialog(aisyah.page);
  await pasteCode(again, code);
  await expect(again.getByText(english('linking.warning.title'))).toBeVisible();
  await again.getByRole('radio', { name: english('linking.history.empty') }).check({ force: true });
  await again.getByRole('button', { name: english('linking.yes'), exact: true }).click();
  await expect(
    again.getByText(new RegExp(`${english('error.link_used')}|${english('error.link_expired')}`)),
  ).toBeVisible();
});

test('a link that a system opens is no approval', async ({ newcomer, openApp, people }) => {
  const aisyah = await newcomer('Aisyah');
  const second = await openApp();
  const code = await showLinkingCode(second.page);
  const opened = await people.startUnseen({
    profileFolder: aisyah.profileFolder,
    args: [`bisik://link?code=${code}`, code],
  });
  await opened.ended;
  await expect(aisyah.page.getByRole('dialog')).toHaveCount(0);
  await expect(linkingPicture(second.page)).toBeVisible();
});
