import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
// Loaded before, since it takes its time on a busy machine.
import './view-as.tsx';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { openSettings } from '../../testing/open-settings.tsx';

const section = 'See your profile as…';

it('shows what each viewer gets, and that the server answers the same', async () => {
  const { user } = await openSettings(section, createSampleWorld());
  const contact = within(await screen.findByRole('region', { name: 'A contact' }));
  await contact.findByText('Tukang pasu di Melaka');
  contact.getByText('There are no groups yet. Once there are, they can ask you.');
  await screen.findByText(/^The server answers such a viewer the same/);
  await user.click(screen.getByRole('radio', { name: 'Somebody you blocked' }));
  const blocked = within(await screen.findByRole('region', { name: 'Somebody you blocked' }));
  await blocked.findByText('What you say about you');
  expect(blocked.queryByText('Tukang pasu di Melaka')).toBeNull();
});

it('says when the server could not be asked, and when it answers otherwise', async () => {
  const world = createSampleWorld();
  const { user } = await openSettings(section, world);
  await screen.findByText(/^The server answers such a viewer the same/);
  world.connection = { ...world.connection, state: 'offline' };
  await user.click(screen.getByRole('radio', { name: 'A stranger' }));
  await screen.findByText(/^The server could not be asked/);
  world.connection = { ...world.connection, state: 'online' };
  world.lyingServer = ['about', 'photo', 'write', 'findByNumber'];
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('The server answers otherwise than it should');
  expect(screen.getAllByText('The server answers otherwise.').length).toBeGreaterThan(0);
});

it('says that there is no photo where there is none, to each viewer', async () => {
  const world = createSampleWorld();
  world.profile = { ...world.profile, photo: null };
  const { user } = await openSettings(section, world);
  await screen.findByText('You have no photo');
  await user.click(screen.getByRole('radio', { name: 'A stranger' }));
  const stranger = within(await screen.findByRole('region', { name: 'A stranger' }));
  await stranger.findByText('You have no photo');
});

it('says what is not in force at the server yet', async () => {
  const world = createSampleWorld();
  world.lateServer = ['about'];
  const { user } = await openSettings(section, world);
  await user.click(screen.getByRole('radio', { name: 'Somebody you blocked' }));
  await screen.findByText('Not in force at the server yet.');
  await screen.findByText(/^The server does not go by your newest choice/);
  world.lateServer = [];
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText(/^The server answers such a viewer the same/);
});
