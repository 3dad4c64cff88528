import { expect, test } from '../../fixtures.ts';
import { dayMs } from '../../support/clock/test-clock.ts';
import { startChat, write } from '../../support/screens/chats.ts';
import { register } from '../../support/screens/onboarding.ts';
import { isPicturing, takePictures } from '../../support/screens/pictures.ts';
import {
  acceptance,
  acceptPolicy,
  openShared,
  openSharing,
  purposeName,
  switchOf,
  turn,
} from '../../support/screens/sharing.ts';
import { holds, isForgotten } from '../../support/sharing/book.ts';
import { exampleDraft } from '../../support/sharing/policies.ts';
import { wordsOf } from '../../support/words.ts';

/** In every run in Malay, which no other journey of sharing is in; in English when pictures are wanted. */
const languages = isPicturing() ? (['en', 'ms'] as const) : (['ms'] as const);

for (const language of languages) {
  test(`is asked, decides and reads what was shared in ${language === 'en' ? 'English' : 'Malay'}`, async ({
    sharingWorld,
  }) => {
    const say = wordsOf(language);
    const world = await sharingWorld({
      policy: exampleDraft({ id: '2026-2' }),
      witness: true,
      at: Date.UTC(2026, 10, 12, 1, 41),
    });
    const { affiliate, clock } = world;
    const daniel = await world.newPeer('Daniel');
    const app = await world.openApp({ language });
    const { page } = app;
    const pictures = takePictures(app, language);
    const number = world.numbers.malaysian();
    await register(page, {
      number,
      name: 'Aisyah',
      codeFor: (wanted) => world.server.codeFor(wanted),
      say,
    });
    const dialog = acceptance(page, say);
    await expect(
      dialog.getByRole('heading', { name: say('acceptance.title.first') }),
    ).toBeVisible();
    await expect(dialog.getByText(exampleDraft().text[language].summary)).toBeVisible();
    await pictures('acceptance');
    await acceptPolicy(page, { 'ads-relevance': true, 'friend-suggestions': true }, say);
    await affiliate.waitFor('get what was chosen', holds('ads-relevance', 'friend-suggestions'));
    await startChat(page, daniel.number, say);
    await write(page, '🍉', say);
    await daniel.waitForText((await daniel.chatNamed('Aisyah')).chatId, '🍉');

    await clock.advance(6 * dayMs);
    await affiliate.waitFor('get what is required', holds('infrastructure-and-delivery'));
    await openSharing(page, say);
    await turn(switchOf(page, 'friend-suggestions', say), false);
    await affiliate.waitFor('forget it', isForgotten('friend-suggestions'));
    await expect(page.getByText(say('sharing.figure.see'))).toBeVisible();
    await pictures('data-sharing');

    await openShared(page, say);
    await expect(page.getByText(say('log.holds.title'))).toBeVisible();
    await expect(page.locator('li[data-check="checked"]')).not.toHaveCount(0);
    await expect(page.locator('li[data-check]:not([data-check="checked"])')).toHaveCount(0);
    await expect(page.locator('li[data-purpose="ads-relevance"]')).toContainText(
      purposeName('ads-relevance', say),
    );
    await pictures('what-was-shared');
  });
}
