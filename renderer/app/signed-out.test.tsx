import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { SignedOutReason } from '../../contract/wire/signed-out.ts';
import { createSampleWorld } from '../testing/fake/sample-world.ts';
import { fakeServer } from '../testing/fake/world.ts';
import { findChat, renderApp } from '../testing/render-app.tsx';

const number = '+60123456701';
const start = async (reason: SignedOutReason) => {
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

it('offers no linking where the account is gone', async () => {
  await start('account_deleted');
  screen.getByRole('button', { name: 'Register again' });
  expect(screen.queryByRole('button', { name: 'Link again' })).toBeNull();
});

it('says in the section of devices that it has none', async () => {
  const { user, world } = await start('device_removed');
  await user.keyboard('{Control>},{/Control}');
  await user.click(await screen.findByRole('button', { name: 'Devices' }));
  await screen.findByText(/^It belongs to no account now/);
  await waitFor(() => expect(world.devices.asked).toEqual([]));
});
