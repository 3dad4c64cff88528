import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { filming, filmScreen } from '../../support/files/fake-camera.ts';
import { startInProcessServer } from '../../support/in-process-server.ts';
import { handOver } from '../../support/ordinary-user.ts';
import {
  acceptRequest,
  beWrittenTo,
  chatRow,
  messageList,
  messageThatIs,
  messageWith,
  openChat,
  startChat,
  write,
} from '../../support/screens/chats.ts';
import {
  codePicture,
  encryptionLine,
  markVerified,
  openEncryption,
  scanByCamera,
  scanPicture,
  spokenNumber,
} from '../../support/screens/encryption.ts';
import { linkByText } from '../../support/screens/linking.ts';
import { register } from '../../support/screens/onboarding.ts';
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
    for (let number = 1; number <= 12; number++) {
      await dialog
        .getByText(english('encryption.aloud.group', { number: String(number), count: '12' }))
        .waitFor();
      const name = english(number < 12 ? 'encryption.aloud.same' : 'encryption.aloud.sameLast');
      await dialog.getByRole('button', { name, exact: true }).press('Enter');
    }
    await dialog.getByRole('button', { name: english('encryption.mark.do') }).press('Enter');
    await expect(encryptionLine(second.page, 'verified')).toBeVisible();
    await expect(encryptionLine(aisyah.page, 'verified')).toBeVisible();
  });
});

test('each holds a camera before the other’s screen: a code of somebody else is refused, and each is verified where the right one was scanned', async ({
  newcomer,
  scope,
}) => {
  test.setTimeout(300_000);
  const folder = await scope.folder('films');
  await handOver(folder);
  const film = (name: string): string => join(folder, `${name}.y4m`);
  const aisyah = await newcomer('Aisyah', { args: filming(film('Aisyah')) });
  const daniel = await newcomer('Daniel', { args: filming(film('Daniel')) });
  const eka = await newcomer('Eka');
  for (const app of [aisyah, daniel, eka]) await app.resize(1440, 900);
  for (const { page, name } of [eka, aisyah]) {
    await startChat(page, daniel.number);
    await write(page, 'Salam');
    await acceptRequest(daniel.page, name);
    await write(daniel.page, 'Waalaikumussalam');
    await messageWith(page, 'Waalaikumussalam').waitFor();
    await openEncryption(page, 'not_verified');
  }
  await openEncryption(daniel.page, 'not_verified');
  type Person = typeof aisyah;
  const scan = async (looking: Person, shown: Person) => {
    await filmScreen(film(looking.name), shown.page, codePicture(shown.page, looking.name));
    return scanByCamera(looking.page);
  };

  await test.step('the code on the screen of somebody else is not the same, and the chat says so until the right one was scanned', async () => {
    const dialog = await scan(daniel, eka);
    await dialog.getByRole('heading', { name: english('encryption.different.title') }).waitFor();
    await expect(
      dialog.getByText(english('encryption.different.what', { name: 'Aisyah' })),
    ).toBeVisible();
    expect.soft(await findingsInBothThemes(daniel.page), 'not the same').toEqual([]);
    await daniel.page.keyboard.press('Escape');
    await expect(encryptionLine(daniel.page, 'numbers_differ')).toBeVisible();
    expect.soft(await findingsInBothThemes(daniel.page), 'the chat says so').toEqual([]);
  });

  for (const [looking, shown] of [
    [daniel, aisyah],
    [aisyah, daniel],
  ] as const)
    await test.step(`${looking.name} scans what ${shown.name} shows`, async () => {
      // Whoever was only scanned compared nothing here, and is told of nothing.
      const before = looking === daniel ? 'numbers_differ' : 'not_verified';
      await expect(encryptionLine(looking.page, before)).toBeVisible();
      const dialog = await scan(looking, shown);
      await dialog
        .getByRole('heading', { name: english('encryption.same.title', { name: shown.name }) })
        .waitFor();
      await looking.page.keyboard.press('Escape');
      await expect(encryptionLine(looking.page, 'verified')).toBeVisible();
    });
  for (const { page } of [aisyah, daniel])
    await expect(encryptionLine(page, 'verified')).toBeVisible();
  await openChat(daniel.page, 'Eka');
  await expect(encryptionLine(daniel.page, 'not_verified')).toBeVisible();
});

test('a verified contact lost a computer and has new keys: sending pauses until the new ones are compared, then what waited goes', async ({
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
  await markVerified(page);
  await expect(encryptionLine(page, 'verified')).toBeVisible();
  const before = await spokenNumber(page);

  await daniel.messenger.handlers.devices.makeNewKeys({});
  await daniel.waitOnline();
  await daniel.send(chat.chatId, 'Dengan kunci baharu');
  await expect(encryptionLine(page, 'key_changed')).toBeVisible();
  await expect(
    pane.getByText(english('encryption.says.changed.verified', { name: 'Daniel' })),
  ).toBeVisible();
  expect.soft(await findingsInBothThemes(page), 'keys changed').toEqual([]);
  await write(page, 'Ini menunggu');
  await expect(
    messageWith(page, 'Ini menunggu').getByRole('img', {
      name: english('chat.state.undecided', { name: 'Daniel' }),
    }),
  ).toBeVisible();
  expect(await daniel.texts(chat.chatId)).not.toContain('Ini menunggu');

  await test.step('the number is that of the new keys; comparing it accepts them', async () => {
    const now = await spokenNumber(page);
    expect(now).not.toBe(before);
    const { accountId } = chat.peer;
    const { key } = await daniel.messenger.handlers.encryption.get({ accountId });
    expect(now.replace(/\D/g, '')).toBe(key?.safetyNumber);
    await pane.getByRole('button', { name: english('encryption.mark.accept') }).click();
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: english('encryption.mark.yes') })
      .click();
    await expect(encryptionLine(page, 'verified')).toBeVisible();
  });
  await daniel.waitForText(chat.chatId, 'Ini menunggu');
  await expect(messageWith(page, 'Dengan kunci baharu')).toBeVisible();
  await expect(messageThatIs(page, 'delivered', 'Ini menunggu')).toBeVisible();
});

test('a contact who was compared with installs anew and registers the number again: nothing of what was compared holds for the new account', async ({
  newPeer,
  openApp,
  scope,
  world,
}) => {
  test.setTimeout(180_000);
  let passedMs = 0;
  const server = scope.own(
    await startInProcessServer({
      dataDir: await scope.folder('server'),
      clock: { now: () => Date.now() + passedMs },
    }),
  );
  const here = { serverUrl: server.url, codeFor: server.codeFor };
  const daniel = await newPeer('Daniel', here);
  const { page, resize } = await openApp({ serverUrl: server.url });
  const number = world.numbers.malaysian();
  await register(page, { number, name: 'Aisyah', codeFor: server.codeFor });
  await resize(1440, 900);
  const chat = await beWrittenTo({ page, number }, daniel, 'Dari komputer lama');
  await write(page, 'Baik');
  await daniel.waitForText(chat.chatId, 'Baik');
  await openEncryption(page, 'not_verified');
  await markVerified(page);
  await expect(encryptionLine(page, 'verified')).toBeVisible();
  const before = await spokenNumber(page);
  await encryptionLine(page, 'verified').click();

  // A number gets one code a minute.
  passedMs = 61_000;
  const anew = await newPeer('Daniel', { ...here, number: daniel.number });
  expect(anew.accountId).not.toBe(daniel.accountId);
  await write(page, 'Untuk yang lama sahaja');
  await expect(
    messageList(page, 'Daniel').getByText(english('chat.notice.number_new_owner')),
  ).toBeVisible();
  const { chats } = await anew.messenger.handlers.chats.list({ limit: 9, before: null });
  expect(chats).toEqual([]);

  const again = await anew.chatWith({ number });
  await anew.send(again.chatId, 'Dari komputer baharu');
  await acceptRequest(page, 'Daniel');
  await messageWith(page, 'Dari komputer baharu').waitFor();
  await openEncryption(page, 'not_verified');
  await test.step('the number is another one, the one that the new account shows, and is compared anew', async () => {
    const now = await spokenNumber(page);
    expect(now).not.toBe(before);
    const { accountId } = again.peer;
    const { key } = await anew.messenger.handlers.encryption.get({ accountId });
    expect(now.replace(/\D/g, '')).toBe(key?.safetyNumber);
    await markVerified(page);
    await expect(encryptionLine(page, 'verified')).toBeVisible();
  });
  await write(page, 'Kepada yang baharu');
  await anew.waitForText(again.chatId, 'Kepada yang baharu');
  expect(await anew.texts(again.chatId)).toEqual(['Dari komputer baharu', 'Kepada yang baharu']);
});
