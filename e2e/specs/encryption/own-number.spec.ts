import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { createTestClock, dayMs } from '../../support/clock/test-clock.ts';
import { startHostileOperator } from '../../support/hostile-operator.ts';
import { startCable } from '../../support/network/cable.ts';
import { saveInto } from '../../support/save-dialog.ts';
import { messageWith, openChat, talkWith, write } from '../../support/screens/chats.ts';
import { encryptionLine } from '../../support/screens/encryption.ts';
import { lookAt } from '../../support/screens/look.ts';
import { takePictures } from '../../support/screens/pictures.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';
import { wordsOf } from '../../support/words.ts';

const lines = {
  en: { greeting: 'Hello', answer: 'Good to see you here.', meanwhile: 'See you on Saturday' },
  ms: { greeting: 'Salam', answer: 'Seronok jumpa di sini.', meanwhile: 'Jumpa hari Sabtu' },
} as const;

for (const language of ['en', 'ms'] as const) {
  const inLanguage = language === 'en' ? 'English' : 'Malay';
  const say = wordsOf(language);
  const words = lines[language];

  test(`the own number leads to somebody else, in ${inLanguage}: the alarm stands over everything and chats go on, until the log has it right and the person goes on`, async ({
    newcomer,
    newPeer,
    scope,
  }) => {
    test.setTimeout(300_000);
    const clock = scope.own(await createTestClock());
    const server = scope.own(await startHostileOperator(await scope.folder('server'), { clock }));
    const cable = scope.own(await startCable(server.url));
    const at = { serverUrl: cable.url, codeFor: server.codeFor };
    const daniel = await newPeer('Daniel', { ...at, clock });
    const eka = await newPeer('Eka', { ...at, clock });
    const app = await newcomer('Aisyah', { ...at, clock, language });
    const { page, number } = app;
    await app.resize(1440, 900);
    const look = lookAt(app, language);
    const pictures = takePictures(app, language);
    const chat = await talkWith(app, daniel, words, say);
    const { accountId } = chat.peer;

    const title = say('alarm.keys.own_label.title');
    const alarm = page.getByRole('region', { name: title });
    const advice = page.getByRole('dialog', { name: title });
    const more = alarm.getByRole('button', { name: say('withheld.more') });
    const goOn = advice.getByRole('button', { name: say('alarm.goOn.open') });
    const checkNow = page.getByRole('button', { name: say('encryption.checks.now') });
    await test.step('the app of whose number it is finds it with its daily look', async () => {
      await openSettings(page, say);
      await openSection(page, 'encryption', say);
      await checkNow.click();
      await expect(page.getByText(say('encryption.checks.own.agrees'))).toBeVisible();
      await expect(alarm).toBeHidden();
      await server.lead(number, eka.accountId);
      await expect(async () => {
        // It is looked at daily; what contradicts is told once it stood for a minute.
        await clock.advance(1.1 * dayMs);
        await checkNow.click();
        await expect(alarm).toBeVisible({ timeout: 1_500 });
      }).toPass({ timeout: 90_000 });
      await look('the alarm');
      // Computers that slept for days connect anew.
      cable.unplug();
      cable.plug();
    });

    await test.step('it says what it means, what to do and how it ends', async () => {
      await more.click();
      await expect(advice.getByText(say('alarm.keys.end.own_label'))).toBeVisible();
      await expect(goOn).toBeHidden();
      await look('what the alarm means');
      await pictures('own-number', 'few');
      const evidence = join(await scope.folder('saved'), 'evidence.json');
      await saveInto(app, evidence);
      await advice.getByRole('button', { name: say('alarm.log.save') }).click();
      await expect(advice.getByText(say('alarm.log.saved'))).toBeVisible();
      await page.keyboard.press('Escape');
      const text = await readFile(evidence, 'utf8');
      expect(JSON.parse(text)).toMatchObject({
        ownAccountId: accountId,
        entries: [{ accountId, kind: 'other_label' }],
      });
      expect(text).toContain(eka.accountId);
    });

    await test.step('chats go on, both ways', async () => {
      await goToChats(page, say);
      await openChat(page, 'Daniel', say);
      await expect(encryptionLine(page, 'not_verified', say)).toBeVisible();
      await write(page, words.meanwhile, say);
      await daniel.waitForText(chat.chatId, words.meanwhile);
      await daniel.send(chat.chatId, words.meanwhile);
      await expect(messageWith(page, words.meanwhile)).toHaveCount(2);
      await expect(alarm).toBeVisible();
    });

    await test.step('it ends once the log has it right and the person says that they go on', async () => {
      await server.lead(number, accountId);
      await openSettings(page, say);
      await openSection(page, 'encryption', say);
      await expect(async () => {
        if (await advice.isVisible()) await page.keyboard.press('Escape');
        await checkNow.click();
        await more.click();
        await expect(goOn).toBeVisible({ timeout: 1_500 });
      }).toPass({ timeout: 60_000 });
      await goOn.click();
      const asking = page.getByRole('alertdialog', { name: say('alarm.goOn.title') });
      await expect(asking.getByText(say('alarm.goOn.own_label.second'))).toBeVisible();
      await look('to go on');
      await asking.getByRole('textbox', { name: say('remove.type') }).fill(number);
      await asking.getByRole('button', { name: say('alarm.goOn.yes'), exact: true }).click();
      await expect(asking).toBeHidden();
      await expect(alarm).toBeHidden();
    });
  });
}
