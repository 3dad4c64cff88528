import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { createWorld } from '../../testing/fake/world.ts';
import { renderApp } from '../../testing/render-app.tsx';

const vault = (status: 'choose' | 'locked' | 'key_lost' | 'keyring_changed') =>
  renderApp(createWorld({ vault: { status, protection: null, backend: null } }));

it('says that there is no keyring, and takes a passphrase only when it is long and typed twice alike', async () => {
  const { user, world } = await vault('choose');
  await screen.findByText(/no keyring that Bisik can use/);
  const [first, second] = await screen.findAllByLabelText(/^(Passphrase|The same again)$/);
  if (!first || !second) throw new Error('two fields');
  await user.type(first, 'short');
  await user.click(screen.getByRole('button', { name: 'Set passphrase' }));
  await screen.findByText('The passphrase needs at least 8 characters.');
  await user.type(first, ' no more');
  await user.type(second, 'something else');
  await user.click(screen.getByRole('button', { name: 'Set passphrase' }));
  await screen.findByText('The two are not the same.');
  expect(world.vault.status).toBe('choose');
  await user.clear(second);
  await user.type(second, 'short no more');
  await user.click(screen.getByRole('button', { name: 'Set passphrase' }));
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
});

it('unlocks with the right passphrase only', async () => {
  const { user } = await vault('locked');
  const field = await screen.findByLabelText('Passphrase');
  await user.type(field, 'not this one{Enter}');
  await screen.findByText('That is not the passphrase.');
  await user.clear(field);
  await user.type(field, 'lima patah perkataan{Enter}');
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
});

it.each([
  ['key_lost', 'The key to your messages is missing'],
  ['keyring_changed', 'The keyring of this computer changed'],
] as const)('%s: nothing is put aside before a second question', async (status, heading) => {
  const { user, world } = await vault(status);
  await screen.findByRole('heading', { name: heading });
  await user.click(screen.getByRole('button', { name: 'Start anew, keep the old data aside' }));
  await screen.findByRole('alertdialog');
  expect(world.vault.status).toBe(status);
  await user.click(screen.getByRole('button', { name: 'Keep waiting for the key' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  await user.click(screen.getByRole('button', { name: 'Start anew, keep the old data aside' }));
  await user.click(await screen.findByRole('button', { name: 'Start anew' }));
  await waitFor(() => expect(world.vault.status).toBe('ready'));
});

it('takes no typing while a passphrase is being checked', async () => {
  const { user, host } = await vault('locked');
  Object.assign(host.vault, { unlock: () => new Promise(() => undefined) });
  const field = await screen.findByLabelText<HTMLInputElement>('Passphrase');
  await user.type(field, 'lima patah{Enter}more');
  expect(field.value).toBe('lima patah');
});

it.each(['choose', 'locked', 'key_lost'] as const)(
  '%s: changes the language at once',
  async (status) => {
    const { user, world } = await vault(status);
    await user.click(await screen.findByRole('button', { name: 'Bahasa Melayu' }));
    await waitFor(() => expect(document.documentElement.lang).toBe('ms'));
    expect(screen.getByRole('button', { name: 'Bahasa Melayu' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    expect(world.settings['appearance.language']).toBe('ms');
  },
);
