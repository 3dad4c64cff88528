import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
// Loaded before, since the first menu and dialog of all take their time on a busy machine.
import '../../ui/menu.tsx';
import './report-dialog.tsx';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { findChat, renderApp } from '../../testing/render-app.tsx';
import { toUuid } from '../../testing/samples.ts';

const openReport = async (world = createSampleWorld()) => {
  const app = await renderApp(world);
  await app.user.click(await findChat('Aisyah Rahman'));
  await app.user.click(await screen.findByRole('button', { name: 'More about this chat' }));
  await app.user.click(await screen.findByRole('menuitem', { name: 'Report…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Report Aisyah Rahman' }));
  await dialog.findByText('Jumpa pukul 3 di kedai kopi?');
  return { ...app, dialog };
};

it('shows every message that could go and sends those that were chosen, with the note', async () => {
  const { user, dialog, world } = await openReport();
  dialog.getByText(/^What you choose here goes to Local server/);
  const send = dialog.getByRole<HTMLButtonElement>('button', { name: 'Send' });
  expect(send.disabled).toBe(true);
  // Own messages, notices and what is not understood cannot be reported.
  expect(within(dialog.getByRole('list')).getAllByRole('checkbox')).toHaveLength(4);
  await user.click(dialog.getByRole('checkbox', { name: 'Jumpa pukul 3 di kedai kopi?' }));
  await user.type(
    dialog.getByRole('textbox', { name: 'A note to Local server' }),
    'berulang kali ',
  );
  await user.click(dialog.getByRole('button', { name: 'Send 1 message' }));
  await screen.findByRole('dialog', { name: 'Reported' });
  expect(world.reported).toEqual([
    { chatId: toUuid(1, 2), messageIds: [toUuid(5, 101)], note: 'berulang kali' },
  ]);
  expect(world.blocked.map(({ peer }) => peer.name)).not.toContain('Aisyah Rahman');
});

it('blocks along with it when that was ticked', async () => {
  const { user, dialog, world } = await openReport();
  await user.click(dialog.getByRole('button', { name: 'Choose all' }));
  await user.click(dialog.getByRole('checkbox', { name: 'Also block Aisyah Rahman' }));
  await user.click(dialog.getByRole('button', { name: 'Send 4 messages' }));
  await screen.findByText(/They are blocked\.$/);
  expect(world.blocked[0]?.peer.name).toBe('Aisyah Rahman');
});

it('says that nothing was reported when it failed, and keeps what was chosen', async () => {
  const { user, dialog, world } = await openReport();
  world.connection = { ...world.connection, state: 'offline' };
  await user.click(dialog.getByRole('button', { name: 'Choose all' }));
  await user.click(dialog.getByRole('button', { name: 'Send 4 messages' }));
  await dialog.findByText(/Nothing was reported\.$/);
  dialog.getByRole('button', { name: 'Send 4 messages' });
  expect(world.reported).toEqual([]);
});
