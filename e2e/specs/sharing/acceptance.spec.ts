import { expect, test } from '../../fixtures.ts';
import { tabTo } from '../../support/keyboard.ts';
import {
  acceptance,
  acceptPolicy,
  boxOf,
  openSharing,
  purposeName,
  switchOf,
} from '../../support/screens/sharing.ts';
import { heldFor, holds, isForgotten } from '../../support/sharing/book.ts';
import { draftUnder, exampleDraft } from '../../support/sharing/policies.ts';
import { english } from '../../support/words.ts';

test('unticks the box', async ({ sharingWorld }) => {
  const world = await sharingWorld({
    policy: draftUnder('opt-out', ['ads-relevance', 'friend-suggestions']),
  });
  const { affiliate } = world;
  const { page, number } = await world.newcomer('Aisyah');
  await acceptance(page).waitFor();
  await expect(boxOf(page, 'ads-relevance')).toBeChecked();
  await expect(boxOf(page, 'friend-suggestions')).toBeChecked();
  await expect(boxOf(page, 'usage-metrics')).not.toBeChecked();
  await acceptPolicy(page, { 'ads-relevance': false });
  const entries = await affiliate.waitFor('get what was left ticked', holds('friend-suggestions'));
  expect(heldFor(entries, 'friend-suggestions')).toMatchObject([{ phoneNumber: number }]);
  expect(heldFor(entries, 'ads-relevance')).toEqual([]);
  await openSharing(page);
  await expect(switchOf(page, 'ads-relevance')).not.toBeChecked();
  await expect(switchOf(page, 'friend-suggestions')).toBeChecked();
});

test('finds empty boxes at registration and answers by the keyboard alone', async ({
  sharingWorld,
}) => {
  const { affiliate, newcomer } = await sharingWorld({ policy: exampleDraft() });
  const { page, number } = await newcomer('Aisyah');
  const dialog = acceptance(page);
  await dialog.waitFor();
  expect(await dialog.getByRole('checkbox').count()).toBe(3);
  for (const box of await dialog.getByRole('checkbox').all()) await expect(box).not.toBeChecked();

  const notNow = dialog.getByRole('button', { name: english('acceptance.notNow'), exact: true });
  await page.keyboard.press('Escape');
  await expect(notNow).toBeFocused();
  await tabTo(page, 'button', /^Read all of it/);
  await page.keyboard.press('Enter');
  await expect(
    dialog.getByRole('heading', { name: 'What Bisik shares with Sanubari' }),
  ).toBeFocused();
  await tabTo(page, 'checkbox', purposeName('friend-suggestions'));
  await page.keyboard.press('Space');
  await expect(boxOf(page, 'friend-suggestions')).toBeChecked();
  await tabTo(page, 'button', english('acceptance.accept'));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const book = await affiliate.waitFor('get what was ticked', holds('friend-suggestions'));
  expect(heldFor(book, 'friend-suggestions')).toMatchObject([{ phoneNumber: number }]);
  expect(heldFor(book, 'ads-relevance')).toEqual([]);

  await test.step('goes on by the keyboard to the switches', async () => {
    await page.keyboard.press('Control+,');
    await tabTo(page, 'button', english('settings.section.sharing'));
    await page.keyboard.press('Enter');
    await tabTo(page, 'switch', purposeName('friend-suggestions'));
    await page.keyboard.press('Space');
    await expect(switchOf(page, 'friend-suggestions')).not.toBeChecked();
    await affiliate.waitFor('forget it', isForgotten('friend-suggestions'));
  });
});
