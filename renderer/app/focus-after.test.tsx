import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it, onTestFinished } from 'vitest';
// Loaded on first use; here before, so that no test waits for them.
import '../features/alarm/added-notice.tsx';
import '../features/alarm/linked-notice.tsx';
import { createDevicesWorld } from '../testing/fake/devices-world.ts';
import { createSampleWorld, sampleNow } from '../testing/fake/sample-world.ts';
import { openDevices } from '../testing/open-devices.ts';
import { setWidth } from '../testing/open-encryption.ts';
import { findChat, renderApp } from '../testing/render-app.tsx';

const told = { deviceId: 5, name: 'Windows computer', at: sampleNow };
const start = async (which: 'linked' | 'added') => {
  const devices = createDevicesWorld({ state: { [which]: told } });
  const app = await renderApp(createSampleWorld({ devices }));
  await findChat('Aisyah Rahman');
  const notice = within(await screen.findByRole('region', { name: /^Windows computer was / }));
  return { ...app, notice };
};
const gone = () =>
  waitFor(() =>
    expect(screen.queryByRole('region', { name: /^Windows computer was / })).toBeNull(),
  );

it.each([
  ['linked', 'Close'],
  ['added', 'This was me'],
] as const)(
  'a notice that a device was %s goes, and the keyboard goes on at the chats',
  async (which, button) => {
    const { user, notice } = await start(which);
    notice.getByRole('button', { name: button }).focus();
    await user.keyboard('{Enter}');
    await gone();
    await waitFor(() => expect(document.activeElement?.closest('[data-chat-id]')).not.toBeNull());
  },
);

it('with one pane it goes on in the chat that stands there', async () => {
  setWidth(480);
  onTestFinished(() => setWidth(1440));
  const { user, notice } = await start('linked');
  await user.click(await findChat('Aisyah Rahman'));
  const composer = await screen.findByRole('textbox', { name: 'Message' });
  notice.getByRole('button', { name: 'Close' }).focus();
  await user.keyboard('{Enter}');
  await gone();
  await waitFor(() => expect(document.activeElement).toBe(composer));
});

it('so it does where the notice stands in the section of devices', async () => {
  const { user } = await openDevices('linked');
  const title = 'Windows computer was linked';
  const banner = (await screen.findByText(title)).closest('[role="status"]') as HTMLElement;
  within(banner).getByRole('button', { name: 'Close' }).focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.queryByText(title)).toBeNull());
  const nav = screen.getByRole('navigation', { name: 'Sections' });
  await waitFor(() =>
    expect(document.activeElement).toBe(within(nav).getByRole('button', { name: 'Devices' })),
  );
});

it('whoever is elsewhere with the keyboard stays there', async () => {
  const { user, emit, world } = await start('linked');
  await user.click(await findChat('Aisyah Rahman'));
  const composer = await screen.findByRole('textbox', { name: 'Message' });
  composer.focus();
  world.devices.state = { ...world.devices.state, linked: null };
  await act(async () => emit('devices.changed', world.devices.state));
  await gone();
  expect(document.activeElement).toBe(composer);
});
