import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { dayMs, hourMs } from '../../support/clock/test-clock.ts';
import { beWrittenTo, messageThatIs, write } from '../../support/screens/chats.ts';
import { acceptance, answer, like, openSharing } from '../../support/screens/sharing.ts';
import { heldFor, holds } from '../../support/sharing/book.ts';
import { acceptWith } from '../../support/sharing/choices.ts';
import { exampleDraft } from '../../support/sharing/policies.ts';
import { english } from '../../support/words.ts';

test('not now shares nothing', async ({ sharingWorld }) => {
  const world = await sharingWorld({ policy: exampleDraft() });
  const { affiliate, clock } = world;
  const [aisyah, daniel] = await Promise.all([world.newcomer('Aisyah'), world.newPeer('Daniel')]);
  const { page } = aisyah;
  await acceptWith(daniel, ['ads-relevance']);
  await acceptance(page).waitFor();
  for (const box of await acceptance(page).getByRole('checkbox').all())
    await expect(box).not.toBeChecked();
  expect.soft(await findingsInBothThemes(page), 'acceptance with empty boxes').toEqual([]);
  await answer(page, 'notNow');

  await test.step('everything works', async () => {
    await beWrittenTo(aisyah, daniel);
    await write(page, 'Hello to you');
    await expect(messageThatIs(page, 'delivered', 'Hello to you')).toBeVisible();
  });

  await test.step('nothing leaves, not even what is required', async () => {
    await clock.advance(2 * dayMs);
    // Of the same day and looked at after hers.
    const book = await affiliate.waitFor(
      'get of the day what Daniel accepted',
      holds('infrastructure-and-delivery'),
    );
    expect(JSON.stringify(book)).not.toContain(aisyah.number);
    expect(heldFor(book, 'infrastructure-and-delivery')).toHaveLength(1);
    expect(heldFor(book, 'ads-relevance')).toMatchObject([{ phoneNumber: daniel.number }]);
  });

  await test.step('it is asked again after a week, not before', async () => {
    await clock.advance(5 * dayMs - hourMs);
    await openSharing(page);
    await expect(page.getByText(english('sharing.ask.first.title'), { exact: true })).toBeVisible();
    await expect(page.getByText(like('sharing.heard'))).toBeVisible();
    await expect(acceptance(page)).toBeHidden();
    await clock.advance(2 * hourMs);
    await page.reload();
    await expect(acceptance(page)).toBeVisible();
  });
});
