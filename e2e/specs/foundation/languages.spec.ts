import { expect, test } from '../../fixtures.ts';
import {
  messageThatIs,
  messageWith,
  openChat,
  startChat,
  write,
} from '../../support/screens/chats.ts';
import { askForCode, codeField, introduceYourself } from '../../support/screens/onboarding.ts';
import { takePictures } from '../../support/screens/pictures.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';
import { wordsOf } from '../../support/words.ts';

const conversations = {
  en: {
    peer: 'Siti Hajar',
    lines: [
      'Are you coming to the market on Saturday?',
      'Yes, after nine.',
      'Bring the blue basket, please.',
    ],
    answer: 'I will. See you by the fruit stalls 🍉',
  },
  ms: {
    peer: 'Siti Hajar',
    lines: [
      'Jadi ke pasar hari Sabtu?',
      'Jadi, lepas pukul sembilan.',
      'Tolong bawa bakul biru, ya.',
    ],
    answer: 'Baik. Jumpa di gerai buah 🍉',
  },
} as const;

for (const language of ['en', 'ms'] as const) {
  test(`the first conversation in ${language === 'en' ? 'English' : 'Malay'}`, async ({
    openApp,
    newPeer,
    world,
  }) => {
    const say = wordsOf(language);
    const { lines, peer: name, answer } = conversations[language];
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
    await pictures('no-chats');

    const siti = await newPeer(name);
    await startChat(page, siti.number, say);
    await write(page, lines[0], say);
    const chat = await siti.chatNamed('Aisyah');
    await siti.markRead(chat.chatId);
    await siti.send(chat.chatId, lines[1]);
    await siti.send(chat.chatId, lines[2]);
    await write(page, answer, say);
    await expect(messageWith(page, lines[2])).toBeVisible();
    await expect(messageThatIs(page, 'read', lines[0], say)).toBeAttached();
    await expect(messageThatIs(page, 'delivered', answer, say)).toBeAttached();
    await pictures('chat');

    await openSettings(page, say);
    await openSection(page, 'appearance', say);
    await expect(
      page.getByText(say('settings.appearance.theme.label'), { exact: true }),
    ).toBeVisible();
    await pictures('settings');
    await goToChats(page, say);
    await openChat(page, name, say);
  });
}
