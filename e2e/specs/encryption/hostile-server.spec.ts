import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { createTestClock } from '../../support/clock/test-clock.ts';
import { swappedKeys } from '../../support/network/swapped-keys.ts';
import { saveInto } from '../../support/save-dialog.ts';
import { chatRow, messageWith, startChat, write } from '../../support/screens/chats.ts';
import {
  encryptionLine,
  encryptionPane,
  markVerified,
  openEncryption,
  untilTold,
} from '../../support/screens/encryption.ts';
import { waitingAt } from '../../support/server-queue.ts';
import { english } from '../../support/words.ts';

test('a key that was swapped for one person ends in a failed check, and what was written waits until the truth returns', async ({
  liedTo,
  newPeer,
  scope,
  world,
}) => {
  test.setTimeout(180_000);
  const clock = scope.own(await createTestClock());
  const keys = swappedKeys();
  const aisyah = await liedTo({ clock });
  const { page, liar } = aisyah;
  liar.tell(keys.lie);
  const folder = await scope.folder('daniel');
  const daniel = await newPeer('Daniel', { folder });
  const eka = await newPeer('Eka');
  // What is sent to him stays at the server, to be counted.
  await daniel.close();
  const sent = (): number => waitingAt(world.server.dataFolder, daniel.accountId);
  await startChat(page, eka.number);
  await write(page, 'Salam Eka');
  await expect(encryptionLine(page, 'not_verified')).toBeVisible();
  await eka.waitForText((await eka.chatNamed('Aisyah')).chatId, 'Salam Eka');

  keys.swap(daniel.accountId, eka.accountId);
  await startChat(page, daniel.number);
  await write(page, 'Untuk Daniel sahaja');
  await untilTold(clock, encryptionLine(page, 'check_failed'));
  const waiting = messageWith(page, 'Untuk Daniel sahaja');
  await expect(waiting).toContainText(english('chat.state.withheld'));
  expect.soft(await findingsInBothThemes(page), 'the banner').toEqual([]);

  const evidence = join(await scope.folder('saved'), 'evidence.json');
  await test.step('it says what to do, and what proves it is saved', async () => {
    await page.getByRole('button', { name: english('withheld.more'), exact: true }).click();
    const pane = encryptionPane(page);
    await pane.getByRole('button', { name: english('encryption.check.do') }).click();
    await expect(pane.getByText(english('encryption.check.failed'))).toBeVisible();
    await saveInto(aisyah, evidence);
    await pane.getByRole('button', { name: english('alarm.log.save') }).click();
    await expect(pane.getByText(english('alarm.log.saved'))).toBeVisible();
    expect.soft(await findingsInBothThemes(page), 'the pane').toEqual([]);
    const file = JSON.parse(await readFile(evidence, 'utf8'));
    expect(file.format).toBe('bisik-key-evidence');
    expect(file.entries).toHaveLength(1);
    expect(file.entries[0]).toMatchObject({
      accountId: daniel.accountId,
      keyInUse: keys.identityOf(eka.accountId),
    });
    expect(file.entries[0].note).toContain('/keys/');
  });
  await expect(waiting).toContainText(english('chat.state.withheld'));
  expect(sent()).toBe(0);

  await test.step('it leaves by itself when the truth returns', async () => {
    liar.tell((_path, body) => body);
    await encryptionPane(page)
      .getByRole('button', { name: english('encryption.check.do') })
      .click();
    await expect.poll(sent).toBeGreaterThan(0);
    await expect(encryptionLine(page, 'not_verified')).toBeVisible();
    const { number, databaseKey } = daniel;
    const back = await newPeer('Daniel', { folder, number, databaseKey });
    const chat = await back.chatNamed('Aisyah');
    await back.waitForText(chat.chatId, 'Untuk Daniel sahaja');
    expect(await back.texts(chat.chatId)).toEqual(['Untuk Daniel sahaja']);
    expect(await eka.texts((await eka.chatNamed('Aisyah')).chatId)).toEqual(['Salam Eka']);
  });
});

test('where the log of keys does not answer, messages go and the chat says that nothing was checked, beside what was compared, until it answers', async ({
  liedTo,
  newPeer,
}) => {
  test.setTimeout(180_000);
  const { page, liar } = await liedTo();
  const daniel = await newPeer('Daniel');
  liar.tell((path, body) => (path.includes('/v1/key-log') ? Buffer.from('{}') : body));
  await startChat(page, daniel.number);
  await write(page, 'Sampai juga');
  const chat = await daniel.chatNamed('Aisyah');
  await daniel.waitForText(chat.chatId, 'Sampai juga');
  const pane = await openEncryption(page, 'check_unavailable');
  const again = pane.getByRole('button', { name: english('encryption.check.do') });
  await again.click();
  await expect(pane.getByText(english('encryption.check.unavailable'))).toBeVisible();
  const compared = pane.getByText(english('encryption.says.uncheckedVerified', { name: 'Daniel' }));
  await expect(compared).toBeHidden();

  await markVerified(page);
  await expect(compared).toBeVisible();
  await expect(encryptionLine(page, 'unchecked_verified')).toBeVisible();
  await write(page, 'Masih boleh');
  await daniel.waitForText(chat.chatId, 'Masih boleh');
  expect.soft(await findingsInBothThemes(page), 'not checked').toEqual([]);

  liar.tell((_path, body) => body);
  await again.click();
  await expect(encryptionLine(page, 'verified')).toBeVisible();
});

test('a failed check outlives the app, and nothing left meanwhile', async ({
  liedTo,
  newPeer,
  openApp,
  scope,
  world,
}) => {
  test.setTimeout(180_000);
  const clock = scope.own(await createTestClock());
  const keys = swappedKeys();
  const { liar, ...aisyah } = await liedTo({ clock });
  const { profileFolder } = aisyah;
  liar.tell(keys.lie);
  const [daniel, eka] = [await newPeer('Daniel'), await newPeer('Eka')];
  await startChat(aisyah.page, eka.number);
  await write(aisyah.page, 'Salam');
  await eka.waitForText((await eka.chatNamed('Aisyah')).chatId, 'Salam');
  keys.swap(daniel.accountId, eka.accountId);
  await startChat(aisyah.page, daniel.number);
  await daniel.close();
  await write(aisyah.page, 'Belum boleh');
  await untilTold(clock, encryptionLine(aisyah.page, 'check_failed'));
  await aisyah.close();

  const { page } = await openApp({ serverUrl: liar.url, profileFolder, clock });
  await chatRow(page, 'Belum boleh').click();
  await expect(encryptionLine(page, 'check_failed')).toBeVisible();
  await expect(messageWith(page, 'Belum boleh')).toContainText(english('chat.state.withheld'));
  expect(waitingAt(world.server.dataFolder, daniel.accountId)).toBe(0);
});
