import { expect, test } from '../../fixtures.ts';
import {
  acceptance,
  acceptPolicy,
  boxOf,
  openSharing,
  switchOf,
} from '../../support/screens/sharing.ts';
import { draftUnder } from '../../support/sharing/policies.ts';

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
  const entries = await affiliate.waitFor('get what was left ticked', (book) => book.length > 0);
  expect(entries).toMatchObject([
    { what: 'held', payload: { purpose: 'friend-suggestions', phoneNumber: number } },
  ]);
  await openSharing(page);
  await expect(switchOf(page, 'ads-relevance')).not.toBeChecked();
  await expect(switchOf(page, 'friend-suggestions')).toBeChecked();
});
