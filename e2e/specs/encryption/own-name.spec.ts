import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { createTestClock, minuteMs } from '../../support/clock/test-clock.ts';
import { startHostileOperator } from '../../support/hostile-operator.ts';
import { saveInto } from '../../support/save-dialog.ts';
import { beWrittenTo, messageWith, openChat, write } from '../../support/screens/chats.ts';
import { encryptionLine, untilTold } from '../../support/screens/encryption.ts';
import { makeNewKeys } from '../../support/screens/linking.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';
import { waitingAt } from '../../support/server-queue.ts';
import { waitFor } from '../../support/wait.ts';
import { english } from '../../support/words.ts';

test('somebody stands in a person’s name: nothing leaves and the alarm stands over everything, until they made new keys and decided to go on', async ({
  newcomer,
  newPeer,
  scope,
}) => {
  test.setTimeout(240_000);
  const clock = scope.own(await createTestClock());
  const [serverFolder, folder] = [await scope.folder('server'), await scope.folder('daniel')];
  const server = scope.own(await startHostileOperator(serverFolder));
  const at = { serverUrl: server.url, codeFor: server.codeFor };
  const there = { ...at, folder };
  const daniel = await newPeer('Daniel', there);
  const app = await newcomer('Aisyah', { ...at, clock });
  const { page, number } = app;
  await app.resize(1440, 900);
  const chat = await beWrittenTo({ page, number }, daniel, 'Salam');
  const { accountId } = chat.peer;
  /** How much was sent to Daniel, who has gone and will be back. */
  const sent = (): number => waitingAt(serverFolder, daniel.accountId);

  const title = english('alarm.keys.own_entry.title');
  const alarm = page.getByRole('region', { name: title });
  const advice = page.getByRole('dialog', { name: title });
  const more = alarm.getByRole('button', { name: english('withheld.more') });
  await test.step('it is found by the app of whose name it is', async () => {
    await openSettings(page);
    await openSection(page, 'encryption');
    const checks = page.getByRole('region', { name: english('encryption.checks.title') });
    const now = checks.getByRole('button', { name: english('encryption.checks.now') });
    await now.click();
    await expect(checks.getByText(english('encryption.checks.own.agrees'))).toBeVisible();
    await server.standInFor(accountId);
    await expect(async () => {
      await clock.advance(1.1 * minuteMs);
      await now.click();
      await expect(alarm).toBeVisible({ timeout: 1_500 });
    }).toPass({ timeout: 90_000 });
    await expect(checks.getByText(english('encryption.checks.own.contradicts'))).toBeVisible();
  });

  await test.step('it says what it means, what to do and how it ends', async () => {
    await more.click();
    await expect(advice.getByText(english('alarm.keys.end.new_keys'))).toBeVisible();
    await expect(advice.getByRole('button', { name: english('alarm.goOn.open') })).toBeHidden();
    const evidence = join(await scope.folder('saved'), 'evidence.json');
    await saveInto(app, evidence);
    await advice.getByRole('button', { name: english('alarm.log.save') }).click();
    await expect(advice.getByText(english('alarm.log.saved'))).toBeVisible();
    expect.soft(await findingsInBothThemes(page), 'the alarm').toEqual([]);
    expect(JSON.parse(await readFile(evidence, 'utf8'))).toMatchObject({
      ownAccountId: accountId,
      entries: [{ accountId, kind: 'other_key' }],
    });
    await page.keyboard.press('Escape');
  });

  await daniel.close();
  const before = sent();
  await goToChats(page);
  await openChat(page, 'Daniel');
  await expect(encryptionLine(page, 'check_failed')).toBeVisible();
  await write(page, 'Menunggu');
  const waiting = messageWith(page, 'Menunggu');
  await expect(waiting).toContainText(english('chat.state.withheld'));

  await test.step('new keys alone end nothing', async () => {
    await more.click();
    await advice.getByRole('button', { name: english('settings.section.devices') }).click();
    await makeNewKeys(page);
    await expect(alarm).toBeVisible();
  });

  await test.step('the person goes on, knowing what that means', async () => {
    await more.click();
    const open = advice.getByRole('button', { name: english('alarm.goOn.open') });
    await untilTold(clock, open);
    await open.click();
    const asking = page.getByRole('alertdialog', { name: english('alarm.goOn.title') });
    await expect(asking.getByRole('listitem')).toHaveCount(4);
    expect.soft(await findingsInBothThemes(page), 'to go on').toEqual([]);
    const typed = asking.getByRole('textbox', { name: english('remove.type') });
    const yes = asking.getByRole('button', { name: english('alarm.goOn.yes'), exact: true });
    await typed.fill(daniel.number);
    await yes.click();
    await expect(asking.getByText(english('remove.other'))).toBeVisible();
    await expect(alarm).toBeAttached();
    expect(sent()).toBe(before);
    await typed.fill(number);
    await yes.click();
    await expect(asking).toBeHidden();
    await expect(alarm).toBeHidden();
  });

  await test.step('what waited goes, once who it is for accepted the new keys', async () => {
    await expect.poll(sent).toBeGreaterThan(before);
    const back = await newPeer('Daniel', {
      ...there,
      number: daniel.number,
      databaseKey: daniel.databaseKey,
    });
    const { chats, people } = back.messenger.handlers;
    const { keyHash } = await waitFor(
      async () => (await chats.list({ limit: 9, before: null })).chats[0]?.keyChange,
      { what: 'other keys of Aisyah' },
    );
    expect(await back.texts(chat.chatId)).toEqual(['Salam']);
    await people.acceptKeys({ accountId, keyHash });
    await back.waitForText(chat.chatId, 'Menunggu');
    await goToChats(page);
    await openChat(page, 'Daniel');
    await expect(encryptionLine(page, 'not_verified')).toBeVisible();
  });
});
