import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { acceptRequest, messageWith, write } from '../../support/screens/chats.ts';
import { cutTexts } from '../../support/screens/cut-texts.ts';
import { encryptionLine, openEncryption } from '../../support/screens/encryption.ts';
import { takePictures } from '../../support/screens/pictures.ts';
import { wordsOf } from '../../support/words.ts';

const lines = {
  en: { greeting: 'Hello', answer: 'Good to see you here.', changed: 'I lost my computer' },
  ms: { greeting: 'Salam', answer: 'Seronok jumpa di sini.', changed: 'Komputer saya hilang' },
} as const;

for (const language of ['en', 'ms'] as const) {
  const inLanguage = language === 'en' ? 'English' : 'Malay';
  test(`encryption in ${inLanguage}: nothing is cut, and axe finds nothing`, async ({
    newcomer,
    newPeer,
  }) => {
    test.setTimeout(240_000);
    const say = wordsOf(language);
    const words = lines[language];
    const aisyah = await newcomer('Aisyah', { language });
    const { page } = aisyah;
    const daniel = await newPeer('Daniel');
    const pictures = takePictures(aisyah, language);
    const look = async (screen: string): Promise<void> => {
      expect.soft(await cutTexts(aisyah), `${screen}: cut`).toEqual([]);
      // One language wide, the other narrow: axe takes its time.
      if (language === 'ms') await aisyah.resize(480, 900);
      expect.soft(await findingsInBothThemes(page), `${screen}: axe`).toEqual([]);
      if (language === 'ms') await aisyah.resize(1440, 900);
    };
    const chat = await daniel.chatWith({ number: aisyah.number });
    await daniel.send(chat.chatId, words.greeting);
    await acceptRequest(page, 'Daniel', say);
    await write(page, words.answer, say);
    await daniel.waitForText(chat.chatId, words.answer);

    await look('the line under the name');
    const pane = await openEncryption(page, 'not_verified', say);
    await look('not verified');
    await pane.getByRole('button', { name: say('encryption.number.aloud') }).click();
    await look('read aloud');
    await page.keyboard.press('Escape');
    await pane.getByRole('button', { name: say('encryption.number.scan'), exact: true }).click();
    await look('scan');
    await page.keyboard.press('Escape');
    await pane.getByRole('button', { name: say('encryption.mark.do') }).click();
    await page.getByRole('button', { name: say('encryption.mark.yes') }).click();
    await expect(encryptionLine(page, 'verified', say)).toBeVisible();
    await look('verified');
    await pictures('encryption', 'few');

    await daniel.messenger.handlers.devices.makeNewKeys({});
    await daniel.waitOnline();
    await daniel.send(chat.chatId, words.changed);
    await expect(encryptionLine(page, 'key_changed', say)).toBeVisible();
    await look('keys changed');
    await pictures('encryption-changed', 'few');
    await pane.getByRole('button', { name: say('keys.accept') }).click();
    await expect(messageWith(page, words.changed)).toBeVisible();
  });
}
