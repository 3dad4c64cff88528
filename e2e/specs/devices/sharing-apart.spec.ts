import type { Page } from '@playwright/test';
import { expect, test } from '../../fixtures.ts';
import { startCable } from '../../support/network/cable.ts';
import { linkByText } from '../../support/screens/linking.ts';
import {
  acceptPolicy,
  like,
  openSharing,
  purposeName,
  sharingRow,
  switchOf,
  turn,
} from '../../support/screens/sharing.ts';
import { holds, isForgotten } from '../../support/sharing/book.ts';
import { exampleDraft } from '../../support/sharing/policies.ts';
import { english } from '../../support/words.ts';

const ads = 'ads-relevance';
const conflict = (page: Page) =>
  page.getByText(english('sharing.conflict.title', { purpose: purposeName(ads) }));
const side = (page: Page, value: 'on' | 'off') =>
  page
    .getByRole('list', { name: english('settings.conflict.sides', { setting: purposeName(ads) }) })
    .getByRole('listitem')
    .filter({ has: page.getByText(english(`settings.value.${value}`), { exact: true }) });

test('a choice that two computers made apart: the no holds at once, at the server too, and each record names who made it', async ({
  sharingWorld,
  scope,
}) => {
  test.setTimeout(240_000);
  const world = await sharingWorld({ policy: exampleDraft() });
  const { affiliate } = world;
  const cables = [
    scope.own(await startCable(world.server.url)),
    scope.own(await startCable(world.server.url)),
  ] as const;
  const aisyah = await world.newcomer('Aisyah', { serverUrl: cables[0].url });
  await acceptPolicy(aisyah.page, { [ads]: true });
  await affiliate.waitFor('get what was chosen', holds(ads));
  const second = await world.openApp({ serverUrl: cables[1].url });
  await linkByText(aisyah, second);
  for (const { page } of [aisyah, second]) {
    await openSharing(page);
    await expect(switchOf(page, ads)).toBeChecked();
  }

  for (const cable of cables) cable.unplug();
  for (const { page } of [aisyah, second])
    await expect(page.getByText(english('sharing.stale.title'))).toBeVisible({ timeout: 60_000 });
  await turn(switchOf(aisyah.page, ads), false);
  await turn(switchOf(aisyah.page, ads), true);
  await turn(switchOf(second.page, ads), false);
  // The looser is there first: the stricter takes its place.
  cables[0].plug();
  await expect(sharingRow(aisyah.page, ads)).toContainText(like('sharing.state.onSince'), {
    timeout: 60_000,
  });
  cables[1].plug();
  await affiliate.waitFor('forget the ads', isForgotten(ads));
  for (const { page } of [aisyah, second]) {
    await expect(conflict(page)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(english('sharing.conflict.text'))).toBeVisible();
    await expect(switchOf(page, ads)).not.toBeChecked();
  }
  await expect(side(aisyah.page, 'on')).toContainText(like('settings.set.here'));
  await expect(side(aisyah.page, 'off')).toContainText(like('settings.set.there'));
  await expect(side(second.page, 'off')).toContainText(like('settings.set.here'));

  await test.step('the history says which computer each choice was made on', async () => {
    await second.page.getByRole('button', { name: english('history.show') }).click();
    const made = second.page.getByRole('listitem').filter({ hasText: like('history.server') });
    await expect(made.filter({ hasText: english('history.here') })).toHaveCount(1);
    await expect(made.filter({ hasText: english('history.on', { device: 'Linux' }) })).toHaveCount(
      3,
    );
  });

  await test.step('picked on one, it holds on both and is sent again', async () => {
    await side(second.page, 'on').getByRole('button').click();
    for (const { page } of [aisyah, second]) {
      await expect(conflict(page)).toHaveCount(0);
      await expect(switchOf(page, ads)).toBeChecked();
    }
    await affiliate.waitFor('get it once more', holds(ads));
  });
});
