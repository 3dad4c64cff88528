import type { PolicyRow } from '../../../contract/policy/document.ts';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import {
  acceptance,
  acceptPolicy,
  answer,
  boxOf,
  like,
  openSharing,
  sharingRow,
  switchOf,
} from '../../support/screens/sharing.ts';
import { heldFor } from '../../support/sharing/book.ts';
import { acceptWith } from '../../support/sharing/choices.ts';
import { type Draft, exampleDraft } from '../../support/sharing/policies.ts';
import { english } from '../../support/words.ts';

const withAds = (id: string, ads: Partial<PolicyRow>): Draft => {
  const example = exampleDraft({ id });
  return {
    ...example,
    rows: example.rows.map((row) => (row.purpose === 'ads-relevance' ? { ...row, ...ads } : row)),
  };
};

test('a widened policy asks again', async ({ sharingWorld }) => {
  const world = await sharingWorld({ policy: withAds('2026-1', { fields: ['country'] }) });
  const { affiliate } = world;
  const { page, number } = await world.newcomer('Aisyah');
  await acceptPolicy(page, { 'ads-relevance': true });
  await affiliate.waitFor(
    'get her country',
    (book) => heldFor(book, 'ads-relevance')[0]?.country === 'MY',
  );

  await world.publish(withAds('2026-2', { fields: ['phoneNumber', 'country'] }));
  const dialog = acceptance(page);
  // The app may look by itself before: then the question stands before everything.
  await openSharing(page).catch(async (error: unknown) => {
    if (!(await dialog.isVisible())) throw error;
  });
  await expect(dialog.getByRole('heading', { name: 'One thing would change' })).toBeVisible();
  await expect(dialog.locator('[data-purpose="ads-relevance"]')).toContainText(
    english('change.widened'),
  );
  await expect(boxOf(page, 'ads-relevance')).not.toBeChecked();
  expect.soft(await findingsInBothThemes(page), 'acceptance of a change').toEqual([]);
  await answer(page, 'notNow');
  await openSharing(page);
  await expect(page.getByText(english('sharing.ask.widened.title'))).toBeVisible();

  await test.step('nothing new leaves before a yes', async () => {
    const daniel = await world.newPeer('Daniel');
    await acceptWith(daniel, ['ads-relevance']);
    const book = await affiliate.waitFor(
      'get what Daniel chose after it',
      (entries) => heldFor(entries, 'ads-relevance').length === 2,
    );
    expect(JSON.stringify(book)).not.toContain(number);
    await expect(switchOf(page, 'ads-relevance')).toBeChecked();
  });

  await test.step('it leaves after one', async () => {
    await page.getByRole('button', { name: english('sharing.ask.open') }).click();
    await acceptPolicy(page, { 'ads-relevance': true });
    await affiliate.waitFor('get her number', (book) =>
      heldFor(book, 'ads-relevance').some(({ phoneNumber }) => phoneNumber === number),
    );
  });

  await test.step('one that is narrower holds without asking', async () => {
    await world.publish(
      withAds('2026-3', { fields: ['phoneNumber', 'country'], retentionDays: 7 }),
    );
    await openSharing(page);
    await expect(sharingRow(page, 'ads-relevance')).toContainText('Kept 7 days.');
    await expect(sharingRow(page, 'ads-relevance')).toContainText(like('sharing.state.onSince'));
    await expect(acceptance(page)).toBeHidden();
  });
});
