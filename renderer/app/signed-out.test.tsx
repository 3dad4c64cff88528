import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, onTestFinished } from 'vitest';
import type { SignedOutWhy } from '../../contract/ipc/account.ts';
import { settingKeysOf } from '../../contract/settings/registry.ts';
import { createSampleWorld } from '../testing/fake/sample-world.ts';
import { fakeServer } from '../testing/fake/world.ts';
import { setWidth } from '../testing/open-encryption.ts';
import { openSettings, settingRow } from '../testing/open-settings.tsx';
import { findChat, renderApp } from '../testing/render-app.tsx';
import { createRowsWorld } from '../testing/row-scenes.ts';

const number = '+60123456701';
const start = async (reason: SignedOutWhy) => {
  const account = { phase: 'signed_out', server: fakeServer, number, reason } as const;
  const app = await renderApp(createSampleWorld({ account }));
  await screen.findByText('This device is signed out');
  return app;
};

it('keeps old messages readable when it was unlinked, says so, and sends nothing', async () => {
  const { user, world } = await start('device_removed');
  await screen.findByText(
    /^Another device of \+60 12 345 6701 unlinked this one, or its account is gone\. Nothing can be sent or received here\. Your messages on this computer are kept and stay readable\.$/,
  );
  await user.click(await findChat('Aisyah Rahman'));
  await screen.findByText('Jumpa pukul 3 di kedai kopi?');
  const composer = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  expect(composer.disabled).toBe(true);
  expect(world.shell.unread).toBe(0);
});

it('says in the chat why nothing can be written, where the list is not there', async () => {
  setWidth(480);
  onTestFinished(() => setWidth(1440));
  const { user } = await start('device_removed');
  await user.click(await findChat('Aisyah Rahman'));
  const chat = within(await screen.findByRole('region', { name: /with Aisyah Rahman$/ }));
  await chat.findByText('This device is signed out');
  chat.getByText(/Nothing can be sent or received here/);
  const composer = chat.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  expect(composer.disabled).toBe(true);
  await user.click(chat.getByRole('button', { name: 'Link again' }));
  await screen.findByRole('heading', { name: 'Link this computer' });
});

it('links again, with a code at once', async () => {
  const { user, world } = await start('device_removed');
  await user.click(screen.getByRole('button', { name: 'Link again' }));
  await screen.findByRole('heading', { name: 'Link this computer' });
  await screen.findByRole('img', { name: /^Linking code as a picture/ });
  expect(world.devices.asked).toEqual([
    { call: 'showCode', input: { deviceName: 'Linux computer' } },
  ]);
});

it('registers again, from the number on', async () => {
  const { user } = await start('number_registered_again');
  await user.click(screen.getByRole('button', { name: 'Register again' }));
  await screen.findByRole('heading', { name: 'Your phone number' });
});

it('says that the keys were lost here, and that linking keeps them', async () => {
  await start('keys_lost');
  screen.getByText(
    /^The keys of \+60 12 345 6701 on this computer could not be read.*Link it from/,
  );
  screen.getByRole('button', { name: 'Link again' });
});

it('offers no linking where the account is gone', async () => {
  await start('account_deleted');
  screen.getByRole('button', { name: 'Register again' });
  expect(screen.queryByRole('button', { name: 'Link again' })).toBeNull();
});

it('says in the section of devices that it has none', async () => {
  const { user, world } = await start('device_removed');
  await user.keyboard('{Control>},{/Control}');
  await user.click(await screen.findByRole('button', { name: 'Devices' }));
  await screen.findByText(/^This computer belongs to no account now/);
  expect(screen.getAllByText('This device is signed out')).toHaveLength(1);
  await waitFor(() => expect(world.devices.asked).toEqual([]));
});

const signedOut = {
  phase: 'signed_out',
  server: fakeServer,
  number,
  reason: 'device_removed',
} as const;

it('shows what was last known of the settings, says once why nothing can be changed, and the way on', async () => {
  const accountSync = {
    syncedAt: null,
    problem: { code: 'manifest_rolled_back' },
    beganStrictest: true,
  } as const;
  const world = createRowsWorld({ account: signedOut, accountSync });
  const { user } = await openSettings('Who learns what', world);
  await screen.findByText(/^The settings of your account cannot be changed here\./);
  expect(screen.getAllByText('This device is signed out')).toHaveLength(1);
  const receipts = settingRow('privacy.sendReadReceipts');
  await receipts.findByText(/^As last known here · set on Meja di pejabat, /);
  expect(receipts.queryByRole('button')).toBeNull();
  settingRow('privacy.whoCanWrite').getByText(/^Not kept on this computer/);
  expect(screen.queryByText(/Waiting for the server/)).toBeNull();
  expect(screen.queryByText('Everything begins at its strictest')).toBeNull();
  const usable = settingKeysOf('account').filter((key) =>
    ['switch', 'radio', 'button']
      .flatMap((role) => settingRow(key).queryAllByRole(role))
      .some((control) => !control.closest('fieldset')?.disabled && !control.matches(':disabled')),
  );
  expect(usable).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Appearance' }));
  await screen.findByRole('heading', { name: 'Appearance', level: 2 });
  const own = document.querySelector('[data-setting] input, [data-setting] button');
  expect(own?.matches(':disabled')).toBe(false);
  screen.getByRole('button', { name: 'Link again' });
});

it('does not say that it is offline, and offers nothing that cannot help', async () => {
  const { connection } = createSampleWorld();
  const world = createSampleWorld({
    account: signedOut,
    connection: { ...connection, state: 'offline', since: Date.now() - 60_000 },
  });
  await renderApp(world);
  await screen.findByText('This device is signed out');
  await findChat('Aisyah Rahman');
  expect(screen.queryByText(/^Offline/)).toBeNull();
  expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull();
});
