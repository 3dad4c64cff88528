import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { findChat, renderApp } from '../../testing/render-app.tsx';
import { timerScenes } from '../../testing/timer-scenes.ts';
// Loaded on first use; here before, so that no test waits for it.
import './timer-dialog.tsx';

const start = async (world = createSampleWorld()) => {
  const app = await renderApp(world);
  await app.user.click(await findChat('Aisyah Rahman'));
  await screen.findByRole('list', { name: 'Messages with Aisyah Rahman' });
  const open = async () => {
    await app.user.click(await screen.findByRole('button', { name: /^Disappearing messages:/ }));
    return screen.findByRole('dialog', { name: 'Disappearing messages' });
  };
  return { ...app, open };
};

it('the timer is set at the head of the chat, and the chat says who set it', async () => {
  const { user, open, world } = await start();
  const dialog = await open();
  expect(within(dialog).getByRole('radio', { name: 'Off' })).toHaveProperty('checked', true);
  expect(within(dialog).getByText(/does not guard against people/)).toBeTruthy();
  await user.click(within(dialog).getByRole('radio', { name: '1 day' }));
  await user.click(within(dialog).getByRole('button', { name: 'Set' }));
  await screen.findByRole('button', { name: 'Disappearing messages: after 1 day' });
  await screen.findByText('You set new messages to disappear 1 day after they are seen.');
  expect(world.chats.find(({ peer }) => peer.name === 'Aisyah Rahman')?.timerS).toBe(86_400);
  await user.keyboard('Nanti hilang{Enter}');
  expect(
    await screen.findByRole('img', { name: 'Disappears 1 day after it was seen or sent' }),
  ).toBeTruthy();
});

it('any other time can be typed, and one that is none is not taken', async () => {
  const { user, open } = await start();
  const dialog = await open();
  await user.click(within(dialog).getByRole('radio', { name: 'Another time' }));
  const set = within(dialog).getByRole('button', { name: 'Set' });
  expect(set).toHaveProperty('disabled', true);
  const count = within(dialog).getByRole('textbox', { name: 'How many' });
  await user.type(count, '99999');
  within(dialog).getByText('A whole number, from 1 second up to 365 days.');
  expect(set).toHaveProperty('disabled', true);
  await user.clear(count);
  await user.type(count, '36');
  await user.click(set);
  await screen.findByRole('button', { name: 'Disappearing messages: after 36 hours' });
  const again = await open();
  expect(within(again).getByRole('textbox', { name: 'How many' })).toHaveProperty('value', '36');
});

it('a bubble says what is left, and leaves when the engine says so', async () => {
  const world = timerScenes.timed?.();
  if (!world) throw new Error('no scene');
  const { emit } = await start(world);
  const row = (await screen.findByText('Kod pintu: 4471')).closest('li');
  if (!row) throw new Error('no row');
  within(row).getByRole('img', { name: 'Disappears in 23 hours' });
  screen.getByText('Aisyah Rahman set new messages to disappear 1 day after they are seen.');
  const { order, chatId } = screenMessage(world, 'Kod pintu: 4471');
  emit('messages.changed', { chatId, messages: [], removedOrders: [order] });
  await waitFor(() => expect(screen.queryByText('Kod pintu: 4471')).toBeNull());
});

const screenMessage = (world: ReturnType<typeof createSampleWorld>, text: string) => {
  const found = [...world.messages.values()]
    .flat()
    .find(({ body }) => body.kind === 'text' && body.text === text);
  if (!found) throw new Error(`no message ${text}`);
  return found;
};
