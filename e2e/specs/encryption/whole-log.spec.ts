import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { otherLogKey } from '../../support/network/other-log-key.ts';
import { saveInto } from '../../support/save-dialog.ts';
import { messageWith, openChat, talkWith, write } from '../../support/screens/chats.ts';
import {
  checkNow,
  encryptionLine,
  markVerified,
  openEncryption,
} from '../../support/screens/encryption.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';
import { waitingAt } from '../../support/server-queue.ts';
import { english } from '../../support/words.ts';

test('the log of keys as a whole cannot be relied on: nothing goes to anybody, compared or not, and no button leads round it', async ({
  liedTo,
  newPeer,
  scope,
  world,
}) => {
  test.setTimeout(180_000);
  const aisyah = await liedTo();
  const { page, liar } = aisyah;
  const [daniel, eka] = [await newPeer('Daniel'), await newPeer('Eka')];
  for (const peer of [eka, daniel])
    await talkWith(aisyah, peer, {
      greeting: `Salam dari ${peer.name}`,
      answer: `Salam ${peer.name}`,
    });
  await openEncryption(page, 'not_verified');
  await markVerified(page);
  await expect(encryptionLine(page, 'verified')).toBeVisible();
  // What is sent to them stays at the server, to be counted.
  for (const peer of [daniel, eka]) await peer.close();
  const sent = () =>
    [daniel, eka].map(({ accountId }) => waitingAt(world.server.dataFolder, accountId));

  const title = english('alarm.keys.log.title');
  const alarm = page.getByRole('region', { name: title });
  const advice = page.getByRole('dialog', { name: title });
  await test.step('it is found with the next look and stands over everything', async () => {
    liar.tell(otherLogKey(world.server.dataFolder, await scope.folder('other-key')));
    await openSettings(page);
    await openSection(page, 'encryption');
    await page.getByRole('button', { name: english('encryption.checks.now') }).click();
    await expect(alarm).toBeVisible();
    expect.soft(await findingsInBothThemes(page), 'the alarm').toEqual([]);
  });
  const before = sent();

  await test.step('what is written waits in every chat, and who was compared is no exception', async () => {
    await goToChats(page);
    for (const { name } of [daniel, eka]) {
      await openChat(page, name);
      await expect(encryptionLine(page, 'check_failed')).toBeVisible();
      await write(page, `Menunggu ${name}`);
      await expect(messageWith(page, `Menunggu ${name}`)).toContainText(
        english('chat.state.withheld'),
      );
    }
  });

  await test.step('it says what to do, that it does not end with this server, and saves what proves it', async () => {
    await alarm.getByRole('button', { name: english('withheld.more') }).click();
    await expect(advice.getByText(english('alarm.keys.end.never'))).toBeVisible();
    await expect(advice.getByRole('button', { name: english('alarm.goOn.open') })).toBeHidden();
    expect.soft(await findingsInBothThemes(page), 'what the alarm means').toEqual([]);
    const evidence = join(await scope.folder('saved'), 'evidence.json');
    await saveInto(aisyah, evidence);
    await advice.getByRole('button', { name: english('alarm.log.save') }).click();
    await expect(advice.getByText(english('alarm.log.saved'))).toBeVisible();
    const { alarms } = JSON.parse(await readFile(evidence, 'utf8'));
    expect(alarms).toMatchObject([{ kind: 'other_key' }]);
    await page.keyboard.press('Escape');
  });

  await test.step('what was signed once stays, whatever the server says from now on', async () => {
    liar.tell((_path, body) => body);
    // It was read, and was nothing but true this time.
    await checkNow(page);
    await expect(page.getByText(english('encryption.checks.own.agrees'))).toBeVisible();
    await expect(alarm).toBeVisible();
    await goToChats(page);
    await openChat(page, 'Daniel');
    await expect(encryptionLine(page, 'check_failed')).toBeVisible();
    await expect(messageWith(page, 'Menunggu Daniel')).toContainText(
      english('chat.state.withheld'),
    );
    expect(sent()).toEqual(before);
  });
});
