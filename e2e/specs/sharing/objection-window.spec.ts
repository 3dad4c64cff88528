import { expect, tellStory, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { dayMs } from '../../support/clock/test-clock.ts';
import {
  acceptance,
  answer,
  globalOptOut,
  like,
  openSharing,
  sharingRow,
  switchOf,
  turn,
} from '../../support/screens/sharing.ts';
import { heldFor, holds, isForgotten } from '../../support/sharing/book.ts';
import { draftUnder } from '../../support/sharing/policies.ts';

const story = tellStory(async (sharingWorld) => {
  const world = await sharingWorld({
    policy: draftUnder('opt-out', ['ads-relevance', 'friend-suggestions']),
  });
  return { ...world, aisyah: await world.newcomer('Aisyah') };
});

test('opts out on day 29', async () => {
  const { aisyah, affiliate, clock } = story();
  const { page, number } = aisyah;
  await acceptance(page).waitFor();
  await expect(acceptance(page)).toContainText(like('acceptance.window.now'));
  expect.soft(await findingsInBothThemes(page), 'acceptance with ticked boxes').toEqual([]);
  await answer(page, 'accept');
  const book = await affiliate.waitFor(
    'get what was left ticked',
    holds('ads-relevance', 'friend-suggestions'),
  );
  expect(heldFor(book, 'ads-relevance')).toMatchObject([{ phoneNumber: number, country: 'MY' }]);
  expect(heldFor(book, 'friend-suggestions')).toMatchObject([{ phoneNumber: number }]);

  await clock.advance(29 * dayMs);
  await openSharing(page);
  await expect(page.getByText(like('sharing.left'))).toBeVisible();
  await turn(switchOf(page, 'ads-relevance'), false);
  await expect(sharingRow(page, 'ads-relevance')).toContainText(like('sharing.state.offSince'));
  await affiliate.waitFor('forget what was objected to', isForgotten('ads-relevance'));
  expect(heldFor(await affiliate.entries(), 'friend-suggestions')).not.toEqual([]);
});

test('day 31 is too late for a switch and says why', async () => {
  const {
    aisyah: { page },
    affiliate,
    clock,
  } = story();
  await clock.advance(2 * dayMs);
  await openSharing(page);
  const row = sharingRow(page, 'friend-suggestions');
  await expect(switchOf(page, 'friend-suggestions')).toBeChecked();
  await expect(switchOf(page, 'friend-suggestions')).toBeDisabled();
  await expect(row).toContainText(like('sharing.locked'));
  await expect(page.getByText(like('sharing.over'))).toBeVisible();
  expect.soft(await findingsInBothThemes(page), 'data sharing, locked').toEqual([]);
  await row.getByRole('button', { name: 'Refuse everything at once' }).click();
  await expect(globalOptOut(page)).toBeFocused();
  expect(heldFor(await affiliate.entries(), 'friend-suggestions')).not.toEqual([]);
});

test('the global opt-out works on day 31', async () => {
  const {
    aisyah: { page },
    affiliate,
  } = story();
  await turn(globalOptOut(page), true);
  await expect(sharingRow(page, 'friend-suggestions')).toContainText(
    like('sharing.state.global_opt_out'),
  );
  await expect(switchOf(page, 'friend-suggestions')).not.toBeChecked();
  await affiliate.waitFor('forget everything that was chosen', (book) =>
    (['ads-relevance', 'friend-suggestions', 'usage-metrics'] as const).every(
      (purpose) => heldFor(book, purpose).length === 0,
    ),
  );
  await expect(page.getByText(like('sharing.state.onSince')).first()).toBeVisible();
});
