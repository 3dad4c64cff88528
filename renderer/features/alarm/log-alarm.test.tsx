import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderApp } from '../../testing/render-app.tsx';
import { sharingScenes } from '../../testing/sharing-scenes.ts';

const title = 'The record of what was shared does not hold';
const start = async () => {
  const world = sharingScenes.forked?.();
  if (!world) throw new Error('no scene');
  const app = await renderApp(world);
  const alarm = await screen.findByRole('region', { name: title });
  return { ...app, alarm };
};

it('is spoken at once, stands before everything, and cannot be closed', async () => {
  const { alarm, user } = await start();
  const spoken = within(alarm).getByRole('alert');
  expect(spoken.textContent).toContain('The server signed two different logs of the same length');
  expect(spoken.textContent).toContain('save the evidence and show it to somebody you trust');
  expect(alarm.parentElement?.firstElementChild).toBe(alarm);
  expect(within(alarm).queryByRole('button', { name: 'Close' })).toBeNull();
  await user.keyboard('{Escape}');
  await user.click(within(alarm).getByRole('button', { name: 'Show less' }));
  await user.keyboard('{Control>},{/Control}');
  await screen.findByRole('navigation', { name: 'Sections' });
  within(alarm).getByRole('heading', { name: title });
  within(alarm).getByRole('button', { name: 'Save the evidence' });
});

it('saves the evidence where the person says', async () => {
  const { alarm, user, world } = await start();
  await user.click(within(alarm).getByRole('button', { name: 'Save the evidence' }));
  await within(alarm).findByText('The evidence is saved.');
  expect(world.shell.saved).toEqual([world.sharing.evidence]);
});

it('leads to what was shared, and ends only when the log holds again', async () => {
  const { alarm, user, world, emit } = await start();
  await user.click(within(alarm).getByRole('button', { name: 'What was shared' }));
  await screen.findByRole('heading', { name: 'What was shared', level: 2 });
  world.sharing.log = { ...world.sharing.log, state: 'holds', alarm: null };
  emit('disclosures.changed', world.sharing.log);
  await waitFor(() => expect(screen.queryByRole('region', { name: title })).toBeNull());
});
