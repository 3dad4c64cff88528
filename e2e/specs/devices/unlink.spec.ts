import { expect, test } from '../../fixtures.ts';
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
