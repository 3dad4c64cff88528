import { act, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { aisyah, openChatIn, openEncryption, setWidth } from '../../testing/open-encryption.ts';
import { toMessage, toUuid } from '../../testing/samples.ts';

it('is opened by its keys and from the menu, and the keyboard comes and goes with it', async () => {
  const { user, line } = await openChatIn('notVerified');
  await user.keyboard('{Control>}e{/Control}');
  const heading = await screen.findByRole('heading', { name: 'Encryption', level: 2 });
  await waitFor(() => expect(document.activeElement).toBe(heading));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(line()));
  expect(screen.queryByRole('heading', { name: 'Encryption' })).toBeNull();

  await user.click(screen.getByRole('button', { name: 'More about this chat' }));
  await user.click(await screen.findByRole('menuitem', { name: /^Encryption/ }));
  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Encryption' })),
  );
  await user.keyboard('{Control>}e{/Control}');
  await waitFor(() => expect(document.activeElement).toBe(line()));
});

it('stands in the place of the conversation where one pane has room, with a way back', async () => {
  const { user, line } = await openEncryption('notVerified', { width: 480 });
  screen.getByRole('heading', { name: aisyah, level: 1 });
  screen.getByRole('heading', { name: 'Encryption', level: 2 });
  expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Back' }));
  await screen.findByRole('textbox', { name: 'Message' });
  await waitFor(() => expect(document.activeElement).toBe(line()));
});

it('a window that becomes wide and narrow again leaves the conversation as it was, and the keyboard where it is', async () => {
  const { user, pane } = await openEncryption('notVerified', { width: 900 });
  // Behind the pane nobody reaches it.
  expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
  const composer = document.querySelector<HTMLTextAreaElement>('[data-composer]');
  expect(composer?.closest('[inert]')).not.toBeNull();
  const button = pane().getByRole('button', { name: 'Mark as verified' });
  button.focus();
  await act(async () => setWidth(1440));
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Message' })).toBe(composer));
  expect(composer?.closest('[inert]')).toBeNull();
  expect(document.activeElement).toBe(button);
  await user.type(composer as HTMLTextAreaElement, 'Separuh');
  const list = screen.getByRole('list', { name: `Messages with ${aisyah}` });
  button.focus();
  await act(async () => setWidth(900));
  await screen.findByRole('button', { name: 'Back' });
  expect(document.activeElement).toBe(button);
  await act(async () => setWidth(1440));
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Message' })).toBe(composer));
  expect(screen.getByRole('list', { name: `Messages with ${aisyah}` })).toBe(list);
  expect(composer?.value).toBe('Separuh');
  expect(document.activeElement).toBe(button);
});

it('what comes while the pane stands in its place is not told as read', async () => {
  const { user, emit, host, world } = await openEncryption('notVerified', { width: 480 });
  const chat = world.chats.find(({ peer }) => peer.name === aisyah);
  const markRead = vi.spyOn(host.messages, 'markRead');
  const message = toMessage({
    messageId: toUuid(77, 101),
    chatId: chat?.chatId ?? '',
    order: 77,
    outgoing: false,
    at: world.now(),
    text: 'Baru sampai',
    state: null,
  });
  await act(async () => {
    emit('messages.changed', { chatId: message.chatId, messages: [message], removedOrders: [] });
    emit('chats.changed', { chats: [{ ...chat, unreadCount: 1 }], unreadTotal: 1 });
  });
  expect(markRead).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Back' }));
  await waitFor(() => expect(markRead).toHaveBeenCalled());
});
