import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { startHostileOperator } from '../../support/hostile-operator.ts';
import { startLiar } from '../../support/network/liar.ts';
import { saveInto } from '../../support/save-dialog.ts';
import { openChat, talkWith, write } from '../../support/screens/chats.ts';
import {
  checkNow,
  encryptionLine,
  markVerified,
  openEncryption,
} from '../../support/screens/encryption.ts';
import { goToChats } from '../../support/screens/settings.ts';
import { english } from '../../support/words.ts';

test('a backup of the server was put back, and its log of keys leaves out what this app had seen: it is told over everything, keys are checked anew, nothing waits, and the person puts it away', async ({
  newcomer,
  newPeer,
  scope,
}) => {
  test.setTimeout(240_000);
  const before = scope.own(await startHostileOperator(await scope.folder('server')));
  const { url, codeFor } = before;
  const liar = scope.own(await startLiar(url));
  const daniel = await newPeer('Daniel', { serverUrl: url, codeFor });
  const app = await newcomer('Aisyah', { serverUrl: liar.url, codeFor });
  const { page, number } = app;
  await app.resize(1440, 900);
  const chat = await talkWith(app, daniel, { greeting: 'Salam', answer: 'Waalaikumussalam' });
  await openEncryption(page, 'not_verified');
  await markVerified(page);
  await expect(encryptionLine(page, 'verified')).toBeVisible();

  const title = english('alarm.keys.epoch.title');
  const alarm = page.getByRole('region', { name: title });
  const advice = page.getByRole('dialog', { name: title });
  await test.step('it is found with the next look and stands over everything', async () => {
    const backup = await scope.folder('backup');
    before.backUp(backup);
    await before.sign();
    const seenByOthers = await before.note();
    await before.sign();
    await checkNow(page);
    await expect(alarm).toBeHidden();
    liar.leave(true);
    await before.close();
    // The first who shows it what there had been saw less of it than Aisyah.
    const after = scope.own(
      await startHostileOperator(backup, { port: Number(new URL(url).port) }),
    );
    expect(await after.keyTransparency.present(seenByOthers)).toBe('restored');
    await after.keyTransparency.publish();
    // In the new log no entry can be looked at for now.
    liar.tell((path, body) =>
      path.startsWith('/v1/key-log/accounts/') ? Buffer.from('{}') : body,
    );
    liar.leave(false);
    await expect(async () => {
      await checkNow(page);
      await expect(alarm).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 90_000 });
    expect.soft(await findingsInBothThemes(page), 'the alarm').toEqual([]);
  });

  await test.step('until the new log says the key it is not checked, beside what was compared, and messages go', async () => {
    await goToChats(page);
    await openChat(page, 'Daniel');
    await expect(encryptionLine(page, 'unchecked_verified')).toBeVisible();
    await write(page, 'Sampai juga');
    await daniel.waitForText(chat.chatId, 'Sampai juga');
  });

  await test.step('it says what it means, and saves what proves it', async () => {
    await alarm.getByRole('button', { name: english('withheld.more') }).click();
    await expect(advice.getByText(english('alarm.keys.epoch.meanwhile'))).toBeVisible();
    await expect(advice.getByText(english('alarm.keys.end.epoch'))).toBeVisible();
    expect.soft(await findingsInBothThemes(page), 'what the alarm means').toEqual([]);
    const evidence = join(await scope.folder('saved'), 'evidence.json');
    await saveInto(app, evidence);
    await advice.getByRole('button', { name: english('alarm.log.save') }).click();
    await expect(advice.getByText(english('alarm.log.saved'))).toBeVisible();
    expect(JSON.parse(await readFile(evidence, 'utf8'))).toMatchObject({
      alarms: [{ kind: 'epoch_unexplained' }],
      entries: [],
    });
    await page.keyboard.press('Escape');
  });

  await test.step('the new log says the key: what was compared is verified as before, and the alarm stays', async () => {
    liar.tell((_path, body) => body);
    await checkNow(page);
    await goToChats(page);
    await openChat(page, 'Daniel');
    await expect(encryptionLine(page, 'verified')).toBeVisible();
    await expect(alarm).toBeVisible();
  });

  await test.step('the person puts it away with their number, and it is over', async () => {
    await alarm.getByRole('button', { name: english('withheld.more') }).click();
    await advice.getByRole('button', { name: english('alarm.goOn.open') }).click();
    const asking = page.getByRole('alertdialog', { name: english('alarm.goOn.title') });
    await expect(asking.getByText(english('alarm.goOn.epoch.second'))).toBeVisible();
    await asking.getByRole('textbox', { name: english('remove.type') }).fill(number);
    await asking.getByRole('button', { name: english('alarm.goOn.yes'), exact: true }).click();
    await expect(asking).toBeHidden();
    await expect(alarm).toBeHidden();
    await checkNow(page);
    await expect(alarm).toBeHidden();
  });
});
