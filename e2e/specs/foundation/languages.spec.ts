import { expect, test } from '../../fixtures.ts';
import {
  acceptRequest,
  messageThatIs,
  messageWith,
  startChat,
  write,
} from '../../support/screens/chats.ts';
import { askForCode, codeField, introduceYourself } from '../../support/screens/onboarding.ts';
import { isPicturing, takePictures } from '../../support/screens/pictures.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';
import { wordsOf } from '../../support/words.ts';

const conversations = {
  en: {
    question: 'Are you coming to the market on Saturday?',
    replies: ['Yes, after nine. Hafiz comes too.', 'Bring the blue basket, please.'],
    answer: 'I will. See you by the fruit stalls 🍉',
    others: {
      Daniel: 'The train is on time, for once.',
      'Mei Ling': 'Draft of the poster is ready, have a look when you can',
      'Kak Ros': 'شكرا, terima kasih 🌺',
    },
  },
  ms: {
    question: 'Jadi ke pasar hari Sabtu?',
    replies: ['Jadi, lepas pukul sembilan. Hafiz pun ikut.', 'Tolong bawa bakul biru, ya.'],
    answer: 'Baik. Jumpa di gerai buah 🍉',
    others: {
      Daniel: 'Kereta api tepat masa hari ini.',
      'Mei Ling': 'Draf poster dah siap, tengoklah bila sempat',
      'Kak Ros': 'شكرا, terima kasih 🌺',
    },
  },
} as const;

for (const language of ['en', 'ms'] as const) {
  test(`the first conversation in ${language === 'en' ? 'English' : 'Malay'}`, async ({
    openApp,
    newPeer,
    world,
  }) => {
    const say = wordsOf(language);
    const { question, replies, answer, others } = conversations[language];
    const app = await openApp({ language });
    const { page } = app;
    const pictures = takePictures(app, language);
    await expect(page.getByRole('heading', { name: say('welcome.title') })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await page.getByText(say('onboarding.server.on', { operator: 'Journey server' })).waitFor();
    await pictures('welcome');

    const number = world.numbers.malaysian();
    await askForCode(page, number, say);
    await codeField(page, say).fill(await world.server.codeFor(number));
    await introduceYourself(page, { name: 'Aisyah', say });

    if (isPicturing()) {
      for (const [name, text] of Object.entries(others)) {
        const other = await newPeer(name);
        await other.send((await other.chatWith({ number })).chatId, text);
        await acceptRequest(page, name, say);
        await page.getByText(text).first().waitFor();
      }
    }
    const siti = await newPeer('Siti Hajar');
    await startChat(page, siti.number, say);
    await write(page, question, say);
    const chat = await siti.chatNamed('Aisyah');
    await siti.waitForText(chat.chatId, question);
    await siti.markRead(chat.chatId);
    for (const reply of replies) await siti.send(chat.chatId, reply);
    await expect(messageWith(page, replies[1])).toBeVisible();
    await write(page, answer, say);
    await expect(messageThatIs(page, 'read', question, say)).toBeVisible();
    await expect(messageThatIs(page, 'delivered', answer, say)).toBeVisible();
    await pictures('chat');

    await openSettings(page, say);
    await openSection(page, 'privacy', say);
    await expect(
      page.getByRole('switch', { name: say('settings.privacy.sendReadReceipts.label') }),
    ).toBeVisible();
    await pictures('settings');
    await goToChats(page, say);
  });
}
