import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { findChat, renderApp } from '../../testing/render-app.tsx';
import { toUuid } from '../../testing/samples.ts';

const heading = (name: string) => screen.findByRole('heading', { name, level: 1 });

const openRequests = async (world = createSampleWorld()) => {
  const app = await renderApp(world);
  await findChat('Mei Ling');
  await app.user.click(screen.getByRole('button', { name: /^Message requests/ }));
  await heading('Message requests');
  return app;
};
const openRashid = async () => {
  const app = await openRequests();
  await app.user.click(await findChat('Rashid Hamdan'));
  const panel = await screen.findByRole('region', { name: 'Message request of Rashid Hamdan' });
  return { ...app, panel: within(panel) };
};

describe('message requests', () => {
  it('stand apart, and ask nobody to come', async () => {
    const { world } = await renderApp(createSampleWorld());
    await findChat('Mei Ling');
    expect(screen.queryByText('Rashid Hamdan')).toBeNull();
    screen.getByText('2 people you do not know yet');
    // Three of Kumar's and one more; the three of the requests do not count.
    await waitFor(() => expect(world.shell.unread).toBe(4));
  });

  it('say who it is and that nothing left, and offer no way to write', async () => {
    const { panel } = await openRashid();
    panel.getByText('rashid.18');
    panel.getByText(/^They are not among your contacts/);
    panel.getByText(/^Your username leads to you/);
    panel.getByText(/^Until you accept, nothing goes to them/);
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    const answers = panel.getAllByRole('button').map((button) => button.className);
    expect(new Set(answers).size).toBe(1);
  });

  it('once accepted, are chats like others', async () => {
    const { user, panel } = await openRashid();
    await user.click(panel.getByRole('button', { name: 'Accept' }));
    await heading('Chats');
    const composer = await screen.findByRole('textbox', { name: 'Message' });
    await waitFor(() => expect(document.activeElement).toBe(composer));
    await findChat('Rashid Hamdan');
    screen.getByText('1 person you do not know yet');
  });

  it('are reported and blocked at once, and what was reported is said', async () => {
    const { user, panel, world } = await openRashid();
    await user.click(panel.getByRole('button', { name: 'Report' }));
    const ask = within(await screen.findByRole('dialog', { name: 'Report Rashid Hamdan' }));
    await user.click(await ask.findByRole('button', { name: 'Choose all' }));
    await user.click(ask.getByRole('checkbox', { name: 'Also block Rashid Hamdan' }));
    await user.click(ask.getByRole('button', { name: /^Send / }));
    const told = within(await screen.findByRole('dialog', { name: 'Reported' }));
    told.getByText(/They are blocked\.$/);
    expect(world.reported).toHaveLength(1);
    await user.click(told.getByRole('button', { name: 'Close' }));
    await screen.findByText(/^You blocked Rashid Hamdan\./);
  });

  it('are deleted after a question, and the list says when nobody waits', async () => {
    const { user, panel, world } = await openRashid();
    await user.click(panel.getByRole('button', { name: 'Delete' }));
    const ask = within(await screen.findByRole('alertdialog', { name: 'Delete this request?' }));
    await user.click(ask.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.queryByText('Rashid Hamdan')).toBeNull());
    expect(world.messages.has(toUuid(30, 2))).toBe(false);
    await user.click(await findChat('Untung Cepat'));
    await user.click(await screen.findByRole('button', { name: 'Block' }));
    const block = within(await screen.findByRole('alertdialog', { name: 'Block Untung Cepat?' }));
    await user.click(block.getByRole('button', { name: 'Block' }));
    await heading('Chats');
    expect(screen.queryByRole('button', { name: /^Message requests/ })).toBeNull();
    expect(world.blocked.map(({ peer }) => peer.name)).toContain('Untung Cepat');
  });

  it('that went on another device are not left standing', async () => {
    const { world, emit } = await openRashid();
    world.chats = world.chats.filter(({ peer }) => peer.name !== 'Rashid Hamdan');
    emit('chats.removed', { chatId: toUuid(30, 2) });
    await screen.findByRole('heading', { name: 'Choose a chat' });
  });

  it('are left by Escape, with the keyboard on the row that led there', async () => {
    const { user } = await openRequests();
    await user.keyboard('{Escape}');
    await heading('Chats');
    const row = screen.getByRole('button', { name: /^Message requests/ });
    await waitFor(() => expect(document.activeElement).toBe(row));
  });

  it('say why they could not be accepted, and stay', async () => {
    const { user, panel, host } = await openRashid();
    Object.assign(host.people, { accept: () => Promise.reject(new Error('no')) });
    await user.click(panel.getByRole('button', { name: 'Accept' }));
    await panel.findByRole('alert');
    panel.getByRole('button', { name: 'Accept' });
  });
});
