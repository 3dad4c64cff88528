import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
// Loaded before, since the first of all takes its time on a busy machine.
import './one-way-note.tsx';
import { only } from '../../../contract/settings/audience.ts';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { findChat, renderApp } from '../../testing/render-app.tsx';

const note = /^Farid Osman cannot write to you/;
const openChat = async (toAudience: (accountId: string) => ReturnType<typeof only>) => {
  const world = createSampleWorld();
  const peer = world.chats.find((one) => one.peer.name === 'Farid Osman')?.peer;
  const accountId = peer?.accountId ?? '';
  const app = await renderApp(world);
  await app.host.accountSettings.set({ key: 'privacy.whoCanWrite', value: toAudience(accountId) });
  await app.user.click(await findChat('Farid Osman'));
  await screen.findByRole('textbox', { name: 'Message' });
  return { ...app, accountId };
};

it('says in the chat that somebody on the never list cannot answer, with the way to change it', async () => {
  const { user } = await openChat((id) => ({ ...only('everyone'), never: [id] }));
  await screen.findByText(note);
  await user.click(screen.getByRole('button', { name: 'Who can write to me' }));
  await screen.findByRole('heading', { name: 'Who learns what', level: 2 });
});

it('goes with the setting', async () => {
  const { host, accountId } = await openChat(() => only('nobody'));
  await screen.findByText(note);
  const value = { ...only('nobody'), always: [accountId] };
  await host.accountSettings.set({ key: 'privacy.whoCanWrite', value });
  await expect.poll(() => screen.queryByText(note)).toBeNull();
});

it('says nothing where whoever is written to may answer', async () => {
  await openChat(() => only('contacts'));
  expect(screen.queryByText(note)).toBeNull();
});
