import type { Messenger } from '../../../core/index.ts';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { linkPeer } from '../../support/linked-peer.ts';
import { beWrittenTo, composer, messageWith, openChat } from '../../support/screens/chats.ts';
import { deviceRow, linkByText, openDevices } from '../../support/screens/linking.ts';
import { english } from '../../support/words.ts';

const linuxName = english('join.computer.linux');

test('a computer that is unlinked is out at once, says so and keeps its messages', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const aisyah = await newcomer('Aisyah');
  const daniel = await newPeer('Daniel');
  const second = await openApp();
  await linkByText(aisyah, second);
  await beWrittenTo({ page: second.page, number: aisyah.number }, daniel, 'Untuk semua');
  await openDevices(aisyah.page);
  await deviceRow(aisyah.page, linuxName)
    .getByRole('button', { name: english('devices.unlink.of', { name: linuxName }) })
    .click();
  const dialog = aisyah.page.getByRole('alertdialog');
  await dialog.getByRole('radio', { name: english('devices.unlink.keep') }).check({ force: true });
  await dialog.getByRole('button', { name: /Unlink it/ }).click();
  await expect(second.page.getByText(english('signedOut.title'))).toBeVisible();
  await openChat(second.page, 'Daniel');
  await expect(messageWith(second.page, 'Untuk semua')).toBeVisible();
  await expect(composer(second.page)).toBeDisabled();
});

test('a computer that is unlinked and wiped has nothing left, and begins anew', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const aisyah = await newcomer('Aisyah');
  const daniel = await newPeer('Daniel');
  const second = await openApp();
  await linkByText(aisyah, second);
  await beWrittenTo({ page: second.page, number: aisyah.number }, daniel, 'Rahsia');
  await openDevices(aisyah.page);
  await deviceRow(aisyah.page, linuxName)
    .getByRole('button', { name: english('devices.unlink.of', { name: linuxName }) })
    .click();
  const dialog = aisyah.page.getByRole('alertdialog');
  await dialog.getByRole('radio', { name: english('devices.unlink.wipe') }).check({ force: true });
  await dialog.getByRole('button', { name: /Unlink it/ }).click();
  await expect(second.page.getByRole('button', { name: english('join.open') })).toBeVisible();
});

test('a computer that was lost is unlinked and new keys are made: what it has is good for nothing new', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const aisyah = await newcomer('Aisyah');
  const daniel = await newPeer('Daniel');
  const lost = await openApp();
  await linkByText(aisyah, lost);
  await beWrittenTo({ page: lost.page, number: aisyah.number }, daniel, 'Sebelum hilang');
  await openDevices(aisyah.page);
  await deviceRow(aisyah.page, linuxName)
    .getByRole('button', { name: english('devices.unlink.of', { name: linuxName }) })
    .click();
  const unlinking = aisyah.page.getByRole('alertdialog');
  await unlinking
    .getByRole('radio', { name: english('devices.unlink.keep') })
    .check({ force: true });
  await unlinking.getByRole('checkbox', { name: /lost or stolen/ }).check();
  await unlinking.getByRole('button', { name: /Unlink it/ }).click();
  const asking = aisyah.page.getByRole('alertdialog', { name: english('devices.newKeys.ask') });
  await expect(asking).toBeVisible();
  expect.soft(await findingsInBothThemes(aisyah.page), 'make new keys').toEqual([]);
  await asking.getByRole('button', { name: english('devices.newKeys.yes') }).click();
  const done = aisyah.page.getByRole('alertdialog', { name: english('devices.newKeys.done') });
  await done.getByRole('button', { name: english('devices.newKeys.close') }).click();
  await expect(aisyah.page.getByText(/^New keys were last made here on/)).toBeVisible();
  await expect(lost.page.getByText(english('signedOut.title'))).toBeVisible();
  await openChat(lost.page, 'Daniel');
  await expect(messageWith(lost.page, 'Sebelum hilang')).toBeVisible();
  await expect(composer(lost.page)).toBeDisabled();
  // Somebody new is written to and writes, as with any account; so does a computer that is linked anew.
  const another = await openApp();
  await linkByText(aisyah, another);
  const mei = await newPeer('Mei');
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
  await dialog.getByRole('radio', { name: english('devices.unlink.keep') }).check({ force: true });
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
