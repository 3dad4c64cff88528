import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import {
  acceptRequest,
  beWrittenTo,
  chatRow,
  messageWith,
  openChat,
  startChat,
  write,
} from '../../support/screens/chats.ts';
import {
  codePicture,
  encryptionLine,
  encryptionPane,
  openEncryption,
  scanPicture,
  spokenNumber,
} from '../../support/screens/encryption.ts';
import { linkByText } from '../../support/screens/linking.ts';
import { english } from '../../support/words.ts';

test('two people compare by a picture of the code, and the mark stands on every device', async ({
  newcomer,
  openApp,
  scope,
}) => {
  test.setTimeout(240_000);
  const aisyah = await newcomer('Aisyah');
  const daniel = await newcomer('Daniel');
  for (const app of [aisyah, daniel]) await app.resize(1440, 900);
  await startChat(aisyah.page, daniel.number);
  await write(aisyah.page, 'Salam');
  await acceptRequest(daniel.page, 'Aisyah');
  await write(daniel.page, 'Waalaikumussalam');
  await messageWith(aisyah.page, 'Waalaikumussalam').waitFor();

  await test.step('both see the same number', async () => {
    const pane = await openEncryption(aisyah.page, 'not_verified');
    await openEncryption(daniel.page, 'not_verified');
    expect(await spokenNumber(aisyah.page)).toBe(await spokenNumber(daniel.page));
    for (const name of [
      /^2 devices$/,
      english('encryption.events.title'),
      english('encryption.hides.title'),
    ])
      await pane.getByRole('button', { name }).click();
    expect.soft(await findingsInBothThemes(aisyah.page), 'encryption').toEqual([]);
  });

  await test.step('each scans what the other shows', async () => {
    const folder = await scope.folder('codes');
    for (const [looking, shown, name, other] of [
      [aisyah, daniel, 'Daniel', 'Aisyah'],
      [daniel, aisyah, 'Aisyah', 'Daniel'],
    ] as const) {
      const file = join(folder, `${name}.png`);
      await codePicture(shown.page, other).screenshot({ path: file });
      const dialog = await scanPicture(looking.page, file);
      await dialog
        .getByRole('heading', { name: english('encryption.same.title', { name }) })
        .waitFor();
      expect.soft(await findingsInBothThemes(looking.page), 'the same').toEqual([]);
      await looking.page.keyboard.press('Escape');
      await expect(encryptionLine(looking.page, 'verified')).toBeVisible();
    }
    // Who scans their own code is told so, and loses nothing.
    const own = await scanPicture(aisyah.page, join(folder, 'Aisyah.png'));
    await expect(own.getByText(english('encryption.scan.own', { name: 'Daniel' }))).toBeVisible();
    await aisyah.page.keyboard.press('Escape');
  });

  const second = await openApp();
  await test.step('a second computer of the account has the mark, too', async () => {
    await second.resize(1440, 900);
    await linkByText(aisyah, second, { history: true });
    await expect(chatRow(second.page, 'Daniel')).toBeVisible();
    await write(daniel.page, 'Untuk kedua-dua komputer');
    await openChat(second.page, 'Daniel');
    await messageWith(second.page, 'Untuk kedua-dua komputer').waitFor();
    await expect(encryptionLine(second.page, 'verified')).toBeVisible();
  });

  await test.step('what one device takes back and compares anew, the other shows', async () => {
    const pane = await openEncryption(second.page, 'verified');
    await pane.getByRole('button', { name: english('encryption.mark.undo') }).click();
    await expect(encryptionLine(second.page, 'not_verified')).toBeVisible();
    await openChat(aisyah.page, 'Daniel');
    await expect(encryptionLine(aisyah.page, 'not_verified')).toBeVisible();
    await expect(encryptionLine(daniel.page, 'verified')).toBeVisible();

    await pane.getByRole('button', { name: english('encryption.number.aloud') }).click();
    const dialog = second.page.getByRole('dialog');
    expect.soft(await findingsInBothThemes(second.page), 'read aloud').toEqual([]);
    const same = dialog.getByRole('button', { name: english('encryption.aloud.same') });
    for (let line = 1; line <= 12; line++) {
      await dialog
        .getByText(english('encryption.aloud.line', { line: String(line), count: '12' }))
        .waitFor();
      await same.press('Enter');
    }
    await dialog.getByRole('button', { name: english('encryption.mark.do') }).press('Enter');
    await expect(encryptionLine(second.page, 'verified')).toBeVisible();
    await expect(encryptionLine(aisyah.page, 'verified')).toBeVisible();
  });
});

test('keys that changed end what was compared, until the new ones are', async ({
  newcomer,
  newPeer,
}) => {
  test.setTimeout(180_000);
  const { page, number, resize } = await newcomer('Aisyah');
  await resize(1440, 900);
  const daniel = await newPeer('Daniel');
  const chat = await beWrittenTo({ page, number }, daniel, 'Sebelum kunci baharu');
  await write(page, 'Baik');
  await daniel.waitForText(chat.chatId, 'Baik');

  const pane = await openEncryption(page, 'not_verified');
  await pane.getByRole('button', { name: english('encryption.mark.do') }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: english('encryption.mark.yes') })
    .click();
  await expect(encryptionLine(page, 'verified')).toBeVisible();

  await daniel.messenger.handlers.devices.makeNewKeys({});
  await daniel.waitOnline();
  await daniel.send(chat.chatId, 'Dengan kunci baharu');
  await expect(encryptionLine(page, 'key_changed')).toBeVisible();
  await expect(pane.getByText(english('encryption.says.changedWasVerified'))).toBeVisible();
  expect.soft(await findingsInBothThemes(page), 'keys changed').toEqual([]);

  await pane.getByRole('button', { name: english('keys.accept') }).click();
  await expect(encryptionLine(page, 'not_verified')).toBeVisible();
  await expect(
    pane.getByText(english('encryption.says.wasVerified', { name: 'Daniel' })),
  ).toBeVisible();
  await expect(messageWith(page, 'Dengan kunci baharu')).toBeVisible();
  await expect(
    encryptionPane(page).getByRole('button', { name: english('encryption.mark.do') }),
  ).toBeVisible();
});
