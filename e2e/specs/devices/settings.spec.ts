import type { Page } from '@playwright/test';
import { expect, test } from '../../fixtures.ts';
import { createTestClock, hourMs } from '../../support/clock/test-clock.ts';
import { startCable } from '../../support/network/cable.ts';
import { linkByText } from '../../support/screens/linking.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';
import { like, turn } from '../../support/screens/sharing.ts';
import { english } from '../../support/words.ts';
import { createWorld } from '../../support/world.ts';

const receipts = english('settings.privacy.sendReadReceipts.label');
const typing = english('settings.privacy.sendTyping.label');
const switchNamed = (page: Page, name: string) => page.getByRole('switch', { name, exact: true });
const row = (page: Page, key: string) => page.locator(`[data-setting="${key}"]`);

const openPrivacy = async (page: Page): Promise<void> => {
  await goToChats(page);
  await openSettings(page);
  await openSection(page, 'privacy');
};

test('read receipts turned off on one computer are off on the other, which says where it was set', async ({
  newcomer,
  openApp,
}) => {
  const aisyah = await newcomer('Aisyah');
  const second = await openApp();
  await linkByText(aisyah, second);
  for (const { page } of [aisyah, second]) await openPrivacy(page);
  await turn(switchNamed(aisyah.page, receipts), false);
  await expect(switchNamed(second.page, receipts)).not.toBeChecked();
  await expect(row(second.page, 'privacy.sendReadReceipts')).toContainText(
    like('settings.set.there'),
  );
  await expect(row(aisyah.page, 'privacy.sendReadReceipts')).toContainText(
    english('settings.state.synced'),
  );

  await test.step('and stays so after a restart without the server', async () => {
    await second.close();
    const again = await openApp({ profileFolder: second.profileFolder, serverUrl: null });
    await openPrivacy(again.page);
    await expect(switchNamed(again.page, receipts)).not.toBeChecked();
  });
});

test('changed on two computers while apart, the stricter holds until the person picks', async ({
  newcomer,
  openApp,
  world,
  scope,
}) => {
  const cables = [
    scope.own(await startCable(world.server.url)),
    scope.own(await startCable(world.server.url)),
  ] as const;
  const aisyah = await newcomer('Aisyah', { serverUrl: cables[0].url });
  const second = await openApp({ serverUrl: cables[1].url });
  await linkByText(aisyah, second);
  for (const { page } of [aisyah, second]) await openPrivacy(page);
  await expect(row(second.page, 'privacy.sendTyping')).toBeVisible();
  for (const cable of cables) cable.unplug();
  await turn(switchNamed(aisyah.page, typing), false);
  await turn(switchNamed(second.page, typing), false);
  await turn(switchNamed(second.page, typing), true);
  for (const cable of cables) cable.plug();
  for (const { page } of [aisyah, second]) {
    await expect(page.getByText(like('settings.conflict.text')).first()).toBeVisible({
      timeout: 60_000,
    });
    await expect(switchNamed(page, typing)).not.toBeChecked();
  }
  await second.page
    .getByRole('button', { name: new RegExp(`^Use this: ${english('settings.value.on')}`) })
    .click();
  for (const { page } of [aisyah, second]) {
    await expect(switchNamed(page, typing)).toBeChecked();
    await expect(page.getByText(like('settings.conflict.text'))).toHaveCount(0);
  }
});

test('a switch that is off for an hour comes back by itself on both computers', async ({
  scope,
  peopleOf,
}, info) => {
  test.setTimeout(240_000);
  const clock = scope.own(await createTestClock());
  const world = scope.own(await createWorld(info.parallelIndex, { clock }));
  const people = peopleOf(world);
  const aisyah = await people.newcomer('Aisyah');
  const second = await people.openApp();
  await linkByText(aisyah, second);
  for (const { page } of [aisyah, second]) await openPrivacy(page);
  await aisyah.page
    .getByRole('button', { name: english('settings.menu.label', { setting: receipts }) })
    .click();
  await aisyah.page.getByRole('menuitem', { name: english('settings.menu.while') }).click();
  const dialog = aisyah.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: like('settings.while.hour') }).check({ force: true });
  await dialog.getByRole('button', { name: english('settings.while.set'), exact: true }).click();
  for (const { page } of [aisyah, second]) {
    await expect(switchNamed(page, receipts)).not.toBeChecked();
    await expect(row(page, 'privacy.sendReadReceipts')).toContainText(like('settings.state.until'));
  }
  await clock.advance(hourMs + 60_000);
  // An end that loosens waits until the server is heard again.
  for (const { page } of [aisyah, second])
    await expect(switchNamed(page, receipts)).toBeChecked({ timeout: 100_000 });
});
