import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { askedState, sampleSharing } from '../testing/fake/sample-sharing.ts';
import { createSampleWorld } from '../testing/fake/sample-world.ts';
import { createWorld, fakeServer } from '../testing/fake/world.ts';
import { renderApp } from '../testing/render-app.tsx';
import { sharingScenes } from '../testing/sharing-scenes.ts';

const first = 'What may be shared is up to you';
const asked = () => sampleSharing({ state: askedState() });

it('asks at the end of registration', async () => {
  const number = '+60123456701';
  const { user } = await renderApp(
    createWorld({ account: { phase: 'verified', server: fakeServer, number }, sharing: asked() }),
  );
  await user.type(await screen.findByRole('textbox', { name: 'Your name' }), 'Nadia');
  await user.click(screen.getByRole('radio', { name: /^No, not by number/ }));
  await user.click(screen.getByRole('button', { name: 'Start chatting' }));
  await screen.findByRole('dialog', { name: first });
});

it('asks when a policy comes, and no longer once another device answered', async () => {
  const { world, emit } = await renderApp(createSampleWorld());
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  expect(screen.queryByRole('dialog')).toBeNull();
  world.sharing = asked();
  emit('sharing.changed', world.sharing.state);
  await screen.findByRole('dialog', { name: first });
  world.sharing.state = { ...world.sharing.state, ask: null };
  emit('sharing.changed', world.sharing.state);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('leaves the keyboard in what stands there once it was answered', async () => {
  const { user } = await renderApp(createSampleWorld({ sharing: asked() }));
  await screen.findByRole('dialog', { name: first });
  await user.click(screen.getByRole('button', { name: 'Accept policy' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
});

it('asks nothing before its time, nor of a device that is signed out', async () => {
  const sharing = sampleSharing({
    state: askedState({
      ask: { policyHash: '2'.repeat(64), why: 'first', notBefore: Date.now() * 2, due: false },
    }),
  });
  await renderApp(createSampleWorld({ sharing }));
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await renderApp(
    createSampleWorld({
      sharing: asked(),
      account: {
        phase: 'signed_out',
        server: fakeServer,
        number: '+60123456701',
        reason: 'device_removed',
      },
    }),
  );
  await screen.findByText('This device is signed out');
  expect(screen.queryByRole('dialog')).toBeNull();
});

const scene = (name: string) => {
  const world = sharingScenes[name]?.();
  if (!world) throw new Error(`no scene ${name}`);
  return world;
};

it('tells of a restored backup, until it is read, and not twice where it stands already', async () => {
  const { user } = await renderApp(scene('logunproved'));
  const title = 'The operator of your server restored a backup';
  const notice = within(await screen.findByRole('region', { name: title }));
  notice.getByText(/nothing proves that/);
  await user.click(notice.getByRole('button', { name: 'What was shared' }));
  await screen.findByRole('heading', { name: 'What was shared', level: 2 });
  await waitFor(() => expect(screen.queryByRole('region', { name: title })).toBeNull());
  await user.click(await screen.findByRole('button', { name: 'Profile' }));
  await user.click(
    within(await screen.findByRole('region', { name: title })).getByRole('button', {
      name: 'Understood',
    }),
  );
  await waitFor(() => expect(screen.queryByRole('region', { name: title })).toBeNull());
});

it('tells of a choice that the server did not take, and leads to it', async () => {
  const { user } = await renderApp(scene('unconfirmed'));
  const title = 'The server did not take a choice';
  const notice = within(await screen.findByRole('region', { name: title }));
  notice.getByText(/^The time to change this switch is over/);
  await user.click(notice.getByRole('button', { name: 'Look at it' }));
  await screen.findByRole('heading', { name: 'Data sharing', level: 2 });
  await user.click(await screen.findByRole('button', { name: 'Understood' }));
  await waitFor(() => expect(screen.queryByText(title)).toBeNull());
});
