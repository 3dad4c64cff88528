import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { sampleRows } from '../../testing/fake/sample-policy.ts';
import { sampleSharing, sampleState, toShare } from '../../testing/fake/sample-sharing.ts';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { renderApp } from '../../testing/render-app.tsx';

const start = async (on: boolean, anybody = true) => {
  const shares = sampleRows.map((row) =>
    toShare(
      row,
      row.purpose === 'friend-suggestions' && on
        ? { on, allowed: true, because: 'allowed', state: 'given' }
        : {},
    ),
  );
  const state = sampleState({ shares });
  const nobody = anybody ? {} : { suggestions: [] };
  const world = createSampleWorld({ sharing: sampleSharing({ state, ...nobody }) });
  const app = await renderApp(world);
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await app.user.keyboard('{Control>}n{/Control}');
  return { ...app, dialog: await screen.findByRole('dialog', { name: 'New chat' }) };
};

it('suggests nobody to whoever did not choose it, whatever the engine says', async () => {
  const { dialog, host } = await start(false);
  let asked = 0;
  const { suggestions } = host.sharing;
  Object.assign(host.sharing, {
    suggestions: (input: Record<string, never>) => {
      asked += 1;
      return suggestions(input);
    },
  });
  await waitFor(() => expect(within(dialog).queryByText(/[Ss]uggested/)).toBeNull());
  expect(asked).toBe(0);
});

it('says when nobody is suggested, and who would be', async () => {
  const { dialog } = await start(true, false);
  await within(dialog).findByText(/^Nobody is suggested now\..* have a username\.$/);
});

it('begins a chat with one who is suggested', async () => {
  const { dialog, user, world } = await start(true);
  const [chat] = world.chats;
  if (!chat) throw new Error('no chat');
  world.directory.set('hana.31', chat);
  await within(dialog).findByRole('button', { name: 'farid_osman.07' });
  await user.click(within(dialog).getByRole('button', { name: 'hana.31' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('stands last while it is asked for, so that nothing moves when it comes', async () => {
  const shares = sampleRows.map((row) =>
    toShare(row, { on: true, allowed: true, because: 'allowed', state: 'given' }),
  );
  const sharing = sampleSharing({ state: sampleState({ shares }) });
  const { user, host } = await renderApp(createSampleWorld({ sharing }));
  Object.assign(host.sharing, { suggestions: () => new Promise(() => undefined) });
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await user.keyboard('{Control>}n{/Control}');
  const dialog = await screen.findByRole('dialog', { name: 'New chat' });
  const coming = await within(dialog).findByRole('status', { name: 'Asking who is suggested' });
  expect(dialog.lastElementChild?.contains(coming)).toBe(true);
});

it('has the way out beside it', async () => {
  const { dialog, user, world } = await start(true);
  const off = await within(dialog).findByRole('button', { name: 'Turn off friend suggestions' });
  await user.click(off);
  await within(dialog).findByText(/^Friend suggestions are off\./);
  expect(within(dialog).queryByRole('button', { name: 'hana.31' })).toBeNull();
  expect(world.sharing.asked).toMatchObject([
    {
      call: 'choose',
      input: {
        purpose: 'friend-suggestions',
        on: false,
        shown: { boxes: [{ purpose: 'friend-suggestions', ticked: true }] },
      },
    },
  ]);
});
