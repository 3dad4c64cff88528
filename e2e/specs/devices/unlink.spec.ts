import type { Locator, Page } from '@playwright/test';
import type { Messenger } from '../../../core/index.ts';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { linkPeer } from '../../support/linked-peer.ts';
import { beWrittenTo, composer, messageWith, openChat } from '../../support/screens/chats.ts';
import { deviceRow, linkByText, openDevices } from '../../support/screens/linking.ts';
import { english } from '../../support/words.ts';
import type { People } from '../../support/world.ts';

const linuxName = english('join.computer.linux');

/** Somebody has a second computer, which was written to; on the first it is asked whether to unlink it. */
const askToUnlink = async ({ newcomer, newPeer, openApp }: People, written: string) => {
  const aisyah = await newcomer('Aisyah');
  const daniel = await newPeer('Daniel');
  const second = await openApp();
  await linkByText(aisyah, second);
  await beWrittenTo({ page: second.page, number: aisyah.number }, daniel, written);
  await openDevices(aisyah.page);
  await deviceRow(aisyah.page, linuxName)
    .getByRole('button', { name: english('devices.unlink.of', { name: linuxName }) })
    .click();
  return { aisyah, second, asking: aisyah.page.getByRole('alertdialog') };
};

const choose = (asking: Locator, what: 'keep' | 'wipe'): Promise<void> =>
  asking.getByRole('radio', { name: english(`devices.unlink.${what}`) }).check({ force: true });

/** The computer is out: it says so, and has what it had. */
const isOutAndKeeps = async (page: Page, text: string): Promise<void> => {
  await expect(page.getByText(english('signedOut.title'))).toBeVisible();
  await openChat(page, 'Daniel');
  await expect(messageWith(page, text)).toBeVisible();
  await expect(composer(page)).toBeDisabled();
};

test('a computer that is unlinked is out at once, says so and keeps its messages', async ({
  people,
}) => {
  const { second, asking } = await askToUnlink(people, 'Untuk semua');
  await choose(asking, 'keep');
  await asking.getByRole('button', { name: /Unlink it/ }).click();
  await isOutAndKeeps(second.page, 'Untuk semua');
});

test('a computer that is unlinked and wiped has nothing left, and begins anew', async ({
  people,
}) => {
  const { second, asking } = await askToUnlink(people, 'Rahsia');
  await choose(asking, 'wipe');
  await asking.getByRole('button', { name: /Unlink it/ }).click();
  await expect(second.page.getByRole('button', { name: english('join.open') })).toBeVisible();
});

test('a computer that was lost is unlinked and new keys are made: what it has is good for nothing new', async ({
  people,
}) => {
  const { aisyah, second: lost, asking } = await askToUnlink(people, 'Sebelum hilang');
  await choose(asking, 'keep');
  await asking.getByRole('checkbox', { name: /lost or stolen/ }).check();
  await asking.getByRole('button', { name: /Unlink it/ }).click();
  const making = aisyah.page.getByRole('alertdialog', { name: english('devices.newKeys.ask') });
  await expect(making).toBeVisible();
  expect.soft(await findingsInBothThemes(aisyah.page), 'make new keys').toEqual([]);
  await making.getByRole('button', { name: english('devices.newKeys.yes') }).click();
  const done = aisyah.page.getByRole('alertdialog', { name: english('devices.newKeys.done') });
  await done.getByRole('button', { name: english('devices.newKeys.close') }).click();
  await expect(aisyah.page.getByText(/^New keys were last made here on/)).toBeVisible();
  await isOutAndKeeps(lost.page, 'Sebelum hilang');
  // Somebody new is written to and writes, as with any account; so does a computer that is linked anew.
  const another = await people.openApp();
  await linkByText(aisyah, another);
  const mei = await people.newPeer('Mei');
  await beWrittenTo({ page: aisyah.page, number: aisyah.number }, mei, 'Selepas itu');
  await openChat(another.page, 'Mei');
  await expect(messageWith(another.page, 'Selepas itu')).toBeVisible();
});

test('there are five devices at most; all others are out at once', async ({
  newcomer,
  world,
  scope,
}) => {
  const aisyah = await newcomer('Aisyah');
  const { page } = aisyah;
  const others: Messenger[] = [];
  for (const name of ['Pejabat', 'Dapur', 'Kedai', 'Kampung'])
    others.push(await linkPeer(aisyah, scope, { serverUrl: world.server.url, name }));
  await openDevices(page);
  for (const name of ['Pejabat', 'Dapur', 'Kedai', 'Kampung'])
    await expect(deviceRow(page, name)).toBeVisible();
  await expect(page.getByText('5 of 5')).toBeVisible();
  await expect(
    page.getByRole('button', { name: english('devices.link'), exact: true }),
  ).toBeDisabled();
  await expect(page.getByText(english('devices.full', { most: '5' }))).toBeVisible();

  await page.getByRole('button', { name: english('devices.unlink.all') }).click();
  const dialog = page.getByRole('alertdialog');
  await choose(dialog, 'keep');
  await dialog.getByRole('button', { name: /Unlink them/ }).click();
  await expect(page.getByText('1 of 5')).toBeVisible();
  for (const { handlers } of others)
    await expect
      .poll(async () => (await handlers.account.get({})).phase, { timeout: 30_000 })
      .toBe('signed_out');
  await expect(
    page.getByRole('button', { name: english('devices.link'), exact: true }),
  ).toBeEnabled();
});
