import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { sampleSharing } from '../../testing/fake/sample-sharing.ts';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import type { World } from '../../testing/fake/world.ts';
import { renderApp } from '../../testing/render-app.tsx';

const start = async (world: World) => {
  const app = await renderApp(world);
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await app.user.keyboard('{Control>},{/Control}');
  await app.user.click(await screen.findByRole('button', { name: 'Delete account' }));
  await app.user.click(await screen.findByRole('button', { name: 'Delete account…' }));
  return { ...app, dialog: within(await screen.findByRole('alertdialog')) };
};

it('offers the receipts before the account goes, and says that it takes every yes back', async () => {
  const { dialog, user, world } = await start(createSampleWorld({ sharing: sampleSharing() }));
  await dialog.findByText(/^Deleting counts as taking every yes back/);
  await user.click(dialog.getByRole('button', { name: 'Export receipt' }));
  await dialog.findByText('The receipt is saved.');
  expect(world.shell.saved).toEqual([world.sharing.receipt]);
});

it('offers nothing where nothing was ever chosen', async () => {
  const { dialog } = await start(createSampleWorld());
  await dialog.findByRole('textbox');
  expect(dialog.queryByRole('button', { name: 'Export receipt' })).toBeNull();
});
