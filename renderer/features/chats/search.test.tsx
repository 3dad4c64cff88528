import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { findChat, renderApp } from '../../testing/render-app.tsx';
import { toUuid } from '../../testing/samples.ts';

const start = async () => {
  const app = await renderApp(createSampleWorld());
  await findChat('Kumar');
  await app.user.keyboard('{Control>}k{/Control}');
  const field = screen.getByRole<HTMLInputElement>('searchbox', {
    name: 'Search chats and messages',
  });
  await waitFor(() => expect(document.activeElement).toBe(field));
  return { ...app, field };
};
const composer = () => screen.findByRole('textbox', { name: 'Message' });
const firstHits = () => [...document.querySelectorAll('[data-first]')];

it('opens the first hit with Enter, also before it is there, and goes on in the composer', async () => {
  const { user, field } = await start();
  await user.keyboard('mei{Enter}');
  await screen.findByRole('region', { name: 'Conversation with Mei Ling' });
  expect(field.value).toBe('');
  await user.keyboard('hi');
  expect(((await composer()) as HTMLTextAreaElement).value).toBe('hi');
});

it('opens nothing over what was gone to since, however late the hit comes', async () => {
  const { user } = await start();
  const seen = new MutationObserver(() => {
    const opened = screen.queryByRole('region', { name: 'Conversation with Mei Ling' });
    if (firstHits().length === 0 && !opened) return;
    seen.disconnect();
    fireEvent.keyDown(document.body, { key: ',', ctrlKey: true });
  });
  seen.observe(document.body, { childList: true, subtree: true });
  await user.keyboard('mei{Enter}');
  await screen.findByRole('heading', { name: 'Settings', level: 1 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  screen.getByRole('heading', { name: 'Settings', level: 1 });
});

it('marks the hit that Enter opens, and says which it is', async () => {
  const { user } = await start();
  await user.keyboard('mei');
  await waitFor(() => expect(firstHits().map((hit) => hit.textContent)).toHaveLength(1));
  expect(firstHits()[0]?.textContent).toContain('Mei Ling');
  screen.getByText(/Enter opens Mei Ling\.$/);
});

it('does nothing with Enter where nothing is found', async () => {
  const { user, field } = await start();
  await user.keyboard('zzxq{Enter}');
  await screen.findByText('Nothing found for “zzxq”');
  expect(field.value).toBe('zzxq');
  expect(document.activeElement).toBe(field);
});

it('opens a message where no chat is called that, and the open chat again without losing the keyboard', async () => {
  const { user, field } = await start();
  await user.keyboard('lima minit{Enter}');
  await screen.findByRole('region', { name: 'Conversation with Aisyah Rahman' });
  await waitFor(async () => expect(document.activeElement).toBe(await composer()));
  await user.keyboard('{Control>}k{/Control}');
  await waitFor(() => expect(document.activeElement).toBe(field));
  await user.keyboard('aisyah{Enter}');
  await waitFor(async () => expect(document.activeElement).toBe(await composer()));
  expect(field.value).toBe('');
});

it('keeps the hits for the pointer, marks the open one, and shows the chat as it is by now', async () => {
  const { user, field, world, emit } = await start();
  await user.keyboard('kumar');
  const hit = async () =>
    within(document.querySelector('[data-first]') as HTMLElement).getByRole('button');
  await waitFor(() => expect(firstHits()).toHaveLength(1));
  expect((await hit()).getAttribute('aria-current')).toBeNull();
  await user.pointer({ keys: '[MouseLeft]', target: await hit() });
  await screen.findByRole('region', { name: 'Conversation with Kumar' });
  expect(field.value).toBe('kumar');
  expect((await hit()).getAttribute('aria-current')).toBe('true');
  const chat = world.chats.find(({ peer }) => peer.name === 'Kumar');
  const lastMessage = {
    body: { kind: 'text', text: 'baru saja' },
    outgoing: false,
    at: 0,
    state: null,
  };
  emit('chats.changed', { chats: [{ ...chat, lastMessage }], unreadTotal: 0 });
  await waitFor(async () => expect((await hit()).textContent).toContain('baru saja'));
});

it('is empty again once a new chat is begun or a notification opens one', async () => {
  const { user, field, emit } = await start();
  await user.keyboard('kumar');
  await user.keyboard('{Control>}n{/Control}');
  const target = await screen.findByRole('textbox', { name: 'Phone number or username' });
  await user.type(target, 'mei.77{Enter}');
  await screen.findByRole('region', { name: 'Conversation with Mei Ling' });
  expect(field.value).toBe('');
  await user.type(field, 'mei');
  emit('shell.openChat', { chatId: toUuid(1, 2) });
  await screen.findByRole('region', { name: 'Conversation with Aisyah Rahman' });
  expect(field.value).toBe('');
});

it('shows nothing of what was deleted, for good, and what came back again', async () => {
  const { user, host } = await start();
  await user.keyboard('lima minit');
  const hit = () => document.querySelector<HTMLElement>('[data-first]');
  await waitFor(() => expect(hit()?.textContent).toContain('lima minit'));
  await user.pointer({
    keys: '[MouseLeft]',
    target: within(hit() as HTMLElement).getByRole('button'),
  });
  const list = await screen.findByRole('list', { name: 'Messages with Aisyah Rahman' });
  const row = (await within(list).findByText(/lima minit/)).closest('li') as HTMLElement;
  const remove = async () => {
    await host.messages.deleteForMe({ chatId: toUuid(1, 2), orders: [Number(row.dataset.order)] });
    await waitFor(() => expect(hit()).toBeNull());
  };
  await remove();
  await host.messages.restoreDeleted({ orders: [Number(row.dataset.order)] });
  await waitFor(() => expect(hit()).not.toBeNull());
  await remove();
  await host.messages.settleDeleted({});
  // The time to think again is over, and nothing else was typed.
  await host.messages.page({ chatId: toUuid(1, 2), anchor: { at: 'newest' }, before: 1, after: 0 });
  expect(hit()).toBeNull();
  screen.getByText('Nothing found for “lima minit”');
});
