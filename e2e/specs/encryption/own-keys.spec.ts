import { expect, test } from '../../fixtures.ts';
import { chooseForMessage, messageWith, openChat, talkWith } from '../../support/screens/chats.ts';
import {
  checkNow,
  encryptionLine,
  markVerified,
  openEncryption,
  spokenNumber,
} from '../../support/screens/encryption.ts';
import { lookAt } from '../../support/screens/look.ts';
import { takePictures } from '../../support/screens/pictures.ts';
import { goToChats } from '../../support/screens/settings.ts';
import { wordsOf } from '../../support/words.ts';

const lines = {
  en: { before: 'Before we compared', answer: 'Good to see you here.', after: 'After we compared' },
  ms: { before: 'Sebelum banding', answer: 'Seronok jumpa di sini.', after: 'Selepas banding' },
} as const;

for (const language of ['en', 'ms'] as const) {
  const inLanguage = language === 'en' ? 'English' : 'Malay';
  test(`own keys and where messages came from, in ${inLanguage}`, async ({ newcomer, newPeer }) => {
    test.setTimeout(240_000);
    const say = wordsOf(language);
    const words = lines[language];
    const aisyah = await newcomer('Aisyah', { language });
    const { page } = aisyah;
    await aisyah.resize(1440, 900);
    const daniel = await newPeer('Daniel');
    const pictures = takePictures(aisyah, language);
    const look = lookAt(aisyah, language);
    const { answer, before: greeting } = words;
    const chat = await talkWith(aisyah, daniel, { greeting, answer }, say);

    const pane = await openEncryption(page, 'not_verified', say);
    const number = (await spokenNumber(page, say)).replace(/\D/g, '');
    await markVerified(page, say);
    await expect(encryptionLine(page, 'verified', say)).toBeVisible();
    await daniel.send(chat.chatId, words.after);
    await messageWith(page, words.after).waitFor();
    await pane.getByRole('button', { name: say('encryption.sessions.title') }).click();
    await expect(pane.getByText(say('protocol.v4'))).toBeVisible();
    await expect(pane.getByText(say('protocol.ratchetOn'), { exact: true })).toBeVisible();
    await look('session details');
    await encryptionLine(page, 'verified', say).click();

    const info = async (text: string) => {
      await chooseForMessage(page, text, 'chat.message.info', say);
      const dialog = page.getByRole('dialog', { name: say('chat.info.title') });
      await dialog.getByText(say('chat.info.written'), { exact: true }).waitFor();
      return dialog;
    };
    const before = await info(words.before);
    await expect(before.getByText(say('chat.info.thenNo'))).toBeVisible();
    await page.keyboard.press('Escape');
    const after = await info(words.after);
    await expect(after.getByText(say('chat.info.thenYes'))).toBeVisible();
    await look('message info');
    await pictures('message-info', 'few');
    await page.keyboard.press('Escape');
    const own = await info(words.answer);
    await expect(own.getByText(say('chat.info.fromThis'))).toBeVisible();
    await page.keyboard.press('Escape');

    await checkNow(page, say);
    const half = page.getByRole('region', { name: say('encryption.own.digits') });
    const spoken = await half.getByText(/^\d \d \d \d \d(, \d \d \d \d \d){5}$/).textContent();
    const digits = (spoken ?? '').replace(/\D/g, '');
    expect([number.slice(0, 30), number.slice(30)]).toContain(digits);
    const checks = page.getByRole('region', { name: say('encryption.checks.title') });
    await expect(checks.getByText(say('encryption.checks.own.agrees'))).toBeVisible();
    const stock = page.getByRole('region', { name: say('encryption.stock.title') });
    // Daniel took one of the hundred to write first.
    await expect(stock.getByText('99', { exact: true })).toBeVisible();
    await look('own keys');
    await page.getByText(say('encryption.own.intro')).scrollIntoViewIfNeeded();
    await pictures('own-keys', 'few');
    await goToChats(page, say);
    await openChat(page, 'Daniel', say);
  });
}
