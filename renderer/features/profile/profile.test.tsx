import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
// Loaded before, since they take their time on a busy machine.
import './own-profile.tsx';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { openSettings, settingRow } from '../../testing/open-settings.tsx';
import { pngHeader } from '../../testing/png-header.ts';
import { findChat } from '../../testing/render-app.tsx';
import { toUuid } from '../../testing/samples.ts';

const jpeg = '/9j/4AAQSkZJRgABAQAAAQABAAD/wAARCAABAAEDASIAAhEBAxEB/9k=';

it('what the person says about themselves is kept as one line, with who sees it beside', async () => {
  const { user, world } = await openSettings('Profile', createSampleWorld());
  const field = await screen.findByRole('textbox', { name: 'About you' });
  await user.clear(field);
  await user.type(field, '  Tukang   pasu {Enter}');
  await waitFor(() => expect(world.profile.about).toBe('Tukang pasu'));
  settingRow('privacy.whoSeesAbout').getByRole('radio', { name: 'My contacts' });
  settingRow('privacy.whoSeesPhoto').getByRole('radio', { name: 'My contacts' });
});

it('a photo is removed, and says so where it stood', async () => {
  const world = createSampleWorld({ profile: { about: null, photo: jpeg, waiting: false } });
  const { user } = await openSettings('Profile', world);
  const part = within(await screen.findByRole('region', { name: 'Photo' }));
  expect(document.querySelector('nav img')?.getAttribute('src')).toBe(
    `data:image/jpeg;base64,${jpeg}`,
  );
  await user.click(part.getByRole('button', { name: 'Remove' }));
  await part.findByRole('button', { name: 'Choose a picture' });
  expect(world.profile.photo).toBeNull();
  await waitFor(() => expect(document.querySelector('nav img')).toBeNull());
});

it('a picture that would take too much memory is refused, and one that is none', async () => {
  const { user } = await openSettings('Profile', createSampleWorld());
  const part = within(await screen.findByRole('region', { name: 'Photo' }));
  const choose = part.getByLabelText('Choose a picture', { selector: 'input' });
  const type = 'image/png';
  await user.upload(choose, new File([pngHeader(60_000, 60_000)], 'bomb.png', { type }));
  await part.findByText(/^This picture is too large to be opened/);
  await user.upload(choose, new File(['<svg/>'], 'none.png', { type }));
  await part.findByText(/^This file is no picture/);
});

it('others are shown with the photo that they let be seen, and it goes when they take it back', async () => {
  const world = createSampleWorld();
  world.profiles.set(toUuid(2, 3), { about: null, photo: jpeg });
  const { user, emit } = await openSettings('Profile', world);
  await user.keyboard('{Escape}');
  const row = await findChat('Mei Ling');
  await waitFor(() => expect(row.querySelector('img')).not.toBeNull());
  expect((await findChat('Kumar')).querySelector('img')).toBeNull();
  world.profiles.delete(toUuid(2, 3));
  emit('profile.changed', { accountId: toUuid(2, 3) });
  await waitFor(() => expect(row.querySelector('img')).toBeNull());
});

it('says in the chat whether the other one is there, where they tell it', async () => {
  const { user } = await openSettings('Profile', createSampleWorld());
  await user.keyboard('{Escape}');
  await user.click(await findChat('Aisyah Rahman'));
  await screen.findByText('online');
  await user.click(await findChat('Mei Ling'));
  await screen.findByText(/^last seen /);
  await user.click(await findChat('Kumar'));
  await screen.findByRole('region', { name: 'Conversation with Kumar' });
  expect(screen.queryByText(/^(online|last seen)/)).toBeNull();
});
