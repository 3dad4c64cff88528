import { expect, test } from '../../fixtures.ts';
import { dayMs } from '../../support/clock/test-clock.ts';
import { startCable } from '../../support/network/cable.ts';
import {
  acceptPolicy,
  like,
  openSharing,
  sharingRow,
  switchOf,
  turn,
} from '../../support/screens/sharing.ts';
import { heldFor, holds, isForgotten } from '../../support/sharing/book.ts';
import { draftUnder } from '../../support/sharing/policies.ts';

test('offline for a week with a pending refusal', async ({ sharingWorld, scope }) => {
  const world = await sharingWorld({ policy: draftUnder('opt-out', ['ads-relevance']) });
  const { affiliate, clock } = world;
  const cable = scope.own(await startCable(world.server.url));
  const before = await world.newcomer('Aisyah', { serverUrl: cable.url });
  await acceptPolicy(before.page);
  await affiliate.waitFor('get what was left ticked', holds('ads-relevance'));

  await clock.advance(27 * dayMs);
  cable.unplug();
  await openSharing(before.page);
  await turn(switchOf(before.page, 'ads-relevance'), false);
  const waits = like('sharing.state.offWaitingSends');
  await expect(sharingRow(before.page, 'ads-relevance')).toContainText(waits);
  await before.kill();

  await clock.advance(7 * dayMs);
  const { page } = await world.openApp({
    profileFolder: before.profileFolder,
    serverUrl: cable.url,
  });
  await openSharing(page);
  await expect(switchOf(page, 'ads-relevance')).not.toBeChecked();
  await expect(sharingRow(page, 'ads-relevance')).toContainText(waits);
  expect(heldFor(await affiliate.entries(), 'ads-relevance')).toMatchObject([
    { phoneNumber: before.number },
  ]);

  // The window is over by now; it was signed inside of it.
  cable.plug();
  await expect(sharingRow(page, 'ads-relevance')).toContainText(like('sharing.state.offSince'));
  await affiliate.waitFor('forget it', isForgotten('ads-relevance'));
});
