import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
// Loaded before, since the first menu and dialog of all take their time on a busy machine.
import '../../ui/menu.tsx';
import './chat-details.tsx';
import { findChat, renderApp } from '../../testing/render-app.tsx';
import { createRowsWorld } from '../../testing/row-scenes.ts';
import { toUuid } from '../../testing/samples.ts';

const openDetails = async () => {
  const app = await renderApp(createRowsWorld());
  await app.user.click(await findChat('Mei Ling'));
  await app.user.click(await screen.findByRole('button', { name: 'More about this chat' }));
  await app.user.click(await screen.findByRole('menuitem', { name: 'Details' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'About this chat' }));
  return { ...app, dialog };
};

it('one chat differs from the settings, and each value says why it is so', async () => {
  const { user, dialog, host } = await openDetails();
  const row = (key: string) =>
    within(document.querySelector<HTMLElement>(`[data-chat-setting="${key}"]`) ?? document.body);
  await dialog.findByText('Off, as in the settings.');
  row('privacy.sendTyping').getByText('Off because of what this device alone has.');
  row('privacy.showTyping').getByText('On, as it was at first.');
  const receipts = row('privacy.sendReadReceipts');
  await user.click(receipts.getByRole('button'));
  await user.click(await screen.findByRole('option', { name: 'On here' }));
  await receipts.findByText('On because of this chat.');
  const rows = async () => (await host.accountSettings.chat({ accountId: toUuid(2, 3) })).rows;
  expect((await rows())['privacy.sendReadReceipts']?.ofChat).toBe(true);
  await user.click(receipts.getByRole('button'));
  await user.click(await screen.findByRole('option', { name: 'As in the settings' }));
  await receipts.findByText('Off, as in the settings.');
  await waitFor(async () => expect((await rows())['privacy.sendReadReceipts']?.ofChat).toBeNull());
});

it('names the other one', async () => {
  const { dialog } = await openDetails();
  dialog.getByText('mei.77');
});
