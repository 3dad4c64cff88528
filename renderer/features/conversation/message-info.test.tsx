import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { World } from '../../testing/fake/world.ts';
import { openChatIn } from '../../testing/open-encryption.ts';
import { toUuid } from '../../testing/samples.ts';

const came = 'Jumpa pukul 3 di kedai kopi?';
const cameBefore = /^Yang dekat stesen/;
const own = 'Boleh! Saya naik LRT, mungkin lewat lima minit.';
const waits = 'Nanti saya bawa buku tu sekali 📚';

const rowOf = (text: string | RegExp): HTMLElement => {
  const list = screen.getByRole('list', { name: 'Messages with Aisyah Rahman' });
  const row = within(list).getByText(text).closest('li');
  if (!row) throw new Error('no row');
  return row;
};

/** With the keyboard alone. */
const ask = async (text: string | RegExp, change: (world: World) => void = () => undefined) => {
  const app = await openChatIn('verified', { change });
  rowOf(text).focus();
  await app.user.keyboard('{Enter}');
  const info = await screen.findByRole('menuitem', { name: 'Info' });
  info.focus();
  await app.user.keyboard('{Enter}');
  const dialog = within(await screen.findByRole('dialog', { name: 'About this message' }));
  await dialog.findByText('Written');
  const fact = (term: string) => dialog.getByText(term).closest('div')?.textContent ?? '';
  return { ...app, dialog, fact };
};

it('says the device and the key, that it was verified then, and what the protocol tells', async () => {
  const { fact, dialog, user } = await ask(came);
  expect(fact('Came from')).toContain('Aisyah Rahman, device 1');
  expect(fact('Under the key')).toContain('8d3f 19a2 8d3f');
  expect(fact('Under the key')).toContain('The key in use now.');
  expect(fact('Verified then')).toContain('Yes: you had compared this key');
  expect(fact('Protocol')).toMatch(/version 4: agreed on with a post-quantum key/);
  expect(fact('Post-quantum ratchet')).toContain('In use');
  expect(fact('Number in its chain')).toContain('17');
  expect(dialog.queryByText('State')).toBeNull();
  // The keyboard is back on the message.
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(rowOf(came)));
});

it('says that a key was not compared then, and is not in use any more', async () => {
  const { fact } = await ask(cameBefore);
  expect(fact('Under the key')).toContain('This key is not in use any more.');
  expect(fact('Verified then')).toContain('No: you had not compared this key');
  expect(fact('Number in its chain')).toContain('Begins a session');
});

it('of an own message names the own device, and claims nothing about comparing', async () => {
  const { fact, dialog } = await ask(own);
  expect(fact('Came from')).toContain('Your device Komputer pejabat');
  expect(fact('State')).toContain('Delivered');
  expect(dialog.queryByText('Verified then')).toBeNull();
  dialog.getByText(/^To which devices it went is not recorded on this computer/);
});

it('of an own message says for which devices and key it was encrypted, and what was known of that key', async () => {
  const { fact, dialog } = await ask(own, (world) =>
    world.recipients.set(toUuid(9, 101), {
      deviceIds: [1, 3],
      keyHash: '8d3f19a2'.repeat(8),
      isPresent: false,
      verified: true,
    }),
  );
  expect(fact('Encrypted for')).toContain('Aisyah Rahman, devices 1 and 3');
  expect(fact('With their key')).toContain('8d3f 19a2 8d3f');
  expect(fact('With their key')).toContain('This key is not in use any more.');
  expect(fact('Verified then')).toContain('Yes: you had compared this key when it was encrypted');
  expect(dialog.queryByText(/is not recorded/)).toBeNull();
});

it('where nothing was recorded it says so; what waits here was not taken', async () => {
  const { fact, dialog } = await ask(waits);
  dialog.getByText('Where it came from was not recorded');
  expect(fact('Taken by the server')).toContain('Not yet');
  expect(dialog.queryByText('For the curious')).toBeNull();
});
