import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
// Loaded before, since the first menu and dialog of all take their time on a busy machine.
import '../../ui/menu.tsx';
import './block-dialog.tsx';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { createWorld } from '../../testing/fake/world.ts';
import { findChat, renderApp } from '../../testing/render-app.tsx';

const openList = async (world = createSampleWorld()) => {
  const app = await renderApp(world);
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await app.user.keyboard('{Control>},{/Control}');
  const nav = await screen.findByRole('navigation', { name: 'Sections' });
  await app.user.click(within(nav).getByRole('button', { name: 'Blocked people' }));
  return app;
};
const blockIn = async (user: Awaited<ReturnType<typeof openList>>['user'], name: string) => {
  const ask = within(await screen.findByRole('alertdialog', { name: `Block ${name}?` }));
  await user.click(ask.getByRole('button', { name: 'Block' }));
};

const openBlock = async (user: Awaited<ReturnType<typeof openList>>['user']) => {
  await user.click(await findChat('Farid Osman'));
  await screen.findByRole('list', { name: 'Messages with Farid Osman' });
  await user.click(screen.getByRole('button', { name: 'More about this chat' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Block' }));
};

describe('a block', () => {
  it('is made in the chat, says what it does, closes the composer, and is taken back there', async () => {
    const { user } = await renderApp(createSampleWorld());
    await openBlock(user);
    const ask = within(await screen.findByRole('alertdialog', { name: 'Block Farid Osman?' }));
    ask.getByText(/^They are not told/);
    await blockIn(user, 'Farid Osman');
    await screen.findByText(/^You blocked Farid Osman\. Nothing goes either way/);
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Unblock' }));
    await screen.findByRole('textbox', { name: 'Message' });
  });

  it('is refused without harm: the reason stands in the dialog', async () => {
    const { user, host } = await renderApp(createSampleWorld());
    Object.assign(host.people, { block: () => Promise.reject(new Error('no')) });
    await openBlock(user);
    await blockIn(user, 'Farid Osman');
    const ask = within(screen.getByRole('alertdialog', { name: 'Block Farid Osman?' }));
    await waitFor(() => expect(ask.getByRole('alert').textContent).not.toBe(''));
  });
});

describe('the list of blocked people', () => {
  it('names them, the device and the day, and unblocks', async () => {
    const { user, world } = await openList();
    const list = within(await screen.findByRole('list', { name: 'Blocked people' }));
    list.getByText(/^Blocked on this device, /);
    list.getByText(/^Blocked on Telefon, /);
    await user.click(list.getByRole('button', { name: 'Unblock Bekas jiran' }));
    await waitFor(() => expect(list.queryByText('Bekas jiran')).toBeNull());
    await screen.findByText('Bekas jiran is not blocked any more');
    expect(world.blocked).toHaveLength(1);
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Block somebody' })),
    );
  });

  it('takes an unblocking back', async () => {
    const world = createSampleWorld();
    const [chat] = world.chats;
    if (!chat) throw new Error('no chat');
    const { peer, chatId } = chat;
    world.blocked = [{ peer: { ...peer, blocked: true }, chatId, set: null }];
    const { user } = await openList(world);
    const unblock = { name: `Unblock ${peer.name}` };
    const gone = `${peer.name} is not blocked any more`;
    await user.click(await screen.findByRole('button', unblock));
    await screen.findByText(gone);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByRole('button', unblock);
    expect(screen.queryByText(gone)).toBeNull();
  });

  it('blocks somebody picked among the chats, by name and by username', async () => {
    const { user } = await openList();
    await user.click(await screen.findByRole('button', { name: 'Block somebody' }));
    const picker = within(await screen.findByRole('dialog', { name: 'Block somebody' }));
    await user.type(picker.getByRole('searchbox'), 'zzz');
    await picker.findByText('Nobody found for “zzz”');
    await user.clear(picker.getByRole('searchbox'));
    await user.type(picker.getByRole('searchbox'), 'mei.77');
    await user.click(await picker.findByRole('button', { name: /Mei Ling/ }));
    await blockIn(user, 'Mei Ling');
    const list = within(await screen.findByRole('list', { name: 'Blocked people' }));
    await list.findByText('Mei Ling');
  });

  it('says when it is empty, and is found by the search of the settings', async () => {
    const { user } = await openList(createWorld());
    await screen.findByRole('heading', { name: 'Nobody is blocked' });
    await user.type(screen.getByRole('searchbox', { name: 'Find a setting' }), 'unblock');
    await screen.findByRole('heading', { name: 'Blocked people', level: 3 });
  });
});
