import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Language } from '../../i18n/languages.ts';
import { keyScenes } from '../../testing/key-scenes.ts';
import { findChat, renderApp } from '../../testing/render-app.tsx';
// Loaded on first use; here before, so that no test waits for it.
import './key-change-banner.tsx';

const name = 'Aisyah Rahman';
const start = async (scene: 'keys' | 'keysMore' = 'keys', language: Language = 'en') => {
  const world = keyScenes[scene]?.();
  if (!world) throw new Error('no scene');
  const app = await renderApp(world, language);
  await app.user.click(await findChat(name));
  const title = app.t('keys.title', { name });
  const banner = () => within(screen.getByRole('region', { name: title }));
  await screen.findByRole('region', { name: title });
  return { ...app, world, banner, title };
};
const keyChangeOf = (world: ReturnType<NonNullable<(typeof keyScenes)['keys']>>) =>
  world.chats.find(({ peer }) => peer.name === name)?.keyChange;

it('says what happened, what to do and what waits, and both answers have one weight', async () => {
  const { banner } = await start();
  banner().getByText(/perhaps after losing a computer\. Or somebody pretends to be Aisyah Rahman/);
  banner().getByText(/in person or by phone/);
  banner().getByText(/waits for your decision, unopened\./);
  const accept = banner().getByRole('button', { name: 'Accept the new keys' });
  const later = banner().getByRole('button', { name: 'Not now' });
  expect(accept.className).toBe(later.className);
  expect(banner().getByRole('status')).toBeTruthy();
  // What was written says why it waits, in its state and below it.
  const row = screen.getByText('Awak ada tukar komputer?').closest('li');
  if (!row) throw new Error('no row');
  within(row).getByRole('img', { name: 'Waits until you decide about Aisyah Rahman’s new keys' });
  within(row).getByText('Waits until you decide about Aisyah Rahman’s new keys');
  // Writing goes on.
  screen.getByRole('textbox', { name: 'Message' });
});

it('accepting is for the very keys that are shown, and the composer has the focus after', async () => {
  const { user, banner, world, title } = await start();
  await user.click(banner().getByRole('button', { name: 'Accept the new keys' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: title })).toBeNull());
  expect(keyChangeOf(world)).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }));
  expect(screen.queryByText(/^Waits until you decide/)).toBeNull();
});

it('is put off and taken up again by the keyboard alone, and stays put off while the app runs', async () => {
  const { user, banner, world } = await start();
  banner().getByRole('button', { name: 'Not now' }).focus();
  await user.keyboard('{Enter}');
  const decide = banner().getByRole('button', { name: 'Decide' });
  expect(document.activeElement).toBe(decide);
  expect(banner().queryByRole('button', { name: 'Accept the new keys' })).toBeNull();
  expect(keyChangeOf(world)).not.toBeNull();

  await user.click(await findChat('Farid Osman'));
  await screen.findByRole('list', { name: 'Messages with Farid Osman' });
  await user.click(await findChat(name));
  const again = await screen.findByRole('button', { name: 'Decide' });
  again.focus();
  await user.keyboard('{Enter}');
  expect(document.activeElement).toBe(banner().getByRole('button', { name: 'Not now' }));
});

it('other keys than those that were put off are asked about anew', async () => {
  const { user, banner, emit, world } = await start();
  await user.click(banner().getByRole('button', { name: 'Not now' }));
  const chat = world.chats.find(({ peer }) => peer.name === name);
  if (!chat?.keyChange) throw new Error('no change');
  const keyChange = { ...chat.keyChange, keyHash: `${'B'.repeat(43)}=` };
  emit('chats.changed', { chats: [{ ...chat, keyChange }], unreadTotal: 0 });
  await screen.findByRole('button', { name: 'Accept the new keys' });
});

it('a refusal says why, and the question stays', async () => {
  const { user, banner, host } = await start();
  Object.assign(host.people, {
    acceptKeys: () => Promise.reject(new CodedError('keys_changed_again')),
  });
  await user.click(banner().getByRole('button', { name: 'Accept the new keys' }));
  await banner().findByText(/^The keys changed once more/);
});

it('says so where more came than is kept, in Malay as well', async () => {
  const { banner } = await start('keysMore', 'ms');
  banner().getByText(/Apabila anda menerima, yang selebihnya diminta semula/);
  banner().getByRole('button', { name: 'Terima kunci baharu' });
  banner().getByRole('button', { name: 'Bukan sekarang' });
});
