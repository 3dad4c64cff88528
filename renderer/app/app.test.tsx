import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../contract/ipc/model.ts';
import { createSampleWorld } from '../testing/fake/sample-world.ts';
import { createWorld } from '../testing/fake/world.ts';
import { findChat, renderApp } from '../testing/render-app.tsx';
import { toMessage, toUuid } from '../testing/samples.ts';

const composer = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
const log = (name: string) => screen.findByRole('list', { name: `Messages with ${name}` });

describe('a conversation', () => {
  it('sends with Enter, starts a line with Shift+Enter, and shows the state', async () => {
    const { user, world, emit } = await renderApp(createSampleWorld());
    await user.click(await findChat('Mei Ling'));
    await user.type(await composer(), 'one{Shift>}{Enter}{/Shift}two{Enter}');
    const row = await within(await log('Mei Ling')).findByText(/one\s+two/);
    expect((await composer()).value).toBe('');
    const sent = world.messages.get(toUuid(2, 2))?.[0];
    expect(sent?.body).toEqual({ kind: 'text', text: 'one\ntwo' });
    const item = row.closest('li') as HTMLElement;
    within(item).getByRole('img', { name: 'Waiting to be sent' });
    emit('messages.changed', {
      chatId: toUuid(2, 2),
      messages: [{ ...sent, state: 'delivered' }],
      removedOrders: [],
    });
    await within(item).findByRole('img', { name: 'Delivered' });
  });

  it('keeps a draft when the chat is left and come back to', async () => {
    const { user, world } = await renderApp(createSampleWorld());
    await user.click(await findChat('Mei Ling'));
    await user.type(await composer(), 'not yet');
    await user.click(await findChat('Kumar'));
    await waitFor(() =>
      expect(world.chats.find((chat) => chat.peer.name === 'Mei Ling')?.draft).toBe('not yet'),
    );
    await user.click(await findChat('Mei Ling'));
    await waitFor(async () => expect((await composer()).value).toBe('not yet'));
  });

  it('gives the text back, with the reason, when it was not taken', async () => {
    const { user, host } = await renderApp(createSampleWorld());
    await user.click(await findChat('Mei Ling'));
    const input = await composer();
    Object.assign(host.messages, {
      send: () =>
        Promise.reject(
          Object.assign(new Error('full'), { name: 'CodedError', code: 'store_disk_full' }),
        ),
    });
    await user.type(input, 'precious{Enter}');
    await screen.findByText('The disk is full. Nothing was lost; free some space.');
    expect(input.value).toBe('precious');
  });

  it('shows what arrives, and what it does not know, and notices', async () => {
    const { user, emit } = await renderApp(createSampleWorld());
    await user.click(await findChat('Aisyah Rahman'));
    const list = await log('Aisyah Rahman');
    within(list).getByText('Update Bisik to see this.');
    within(list).getByText(/encryption of this chat was set up again/);
    const arrived = toMessage({ order: 99, chatId: toUuid(1, 2), text: 'sudah sampai' });
    emit('messages.changed', { chatId: toUuid(1, 2), messages: [arrived], removedOrders: [] });
    await within(list).findByText('sudah sampai');
  });

  it('opens a link only through the shell', async () => {
    const { user, world } = await renderApp(createSampleWorld());
    await user.click(await findChat('Aisyah Rahman'));
    await user.click(await screen.findByText('https://peta.example/kedai-kopi'));
    expect(world.shell.opened).toEqual(['https://peta.example/kedai-kopi']);
  });

  it('offers to send again what did not go out, and not to an account that is gone', async () => {
    const { user, emit, world } = await renderApp(createSampleWorld());
    await user.click(await findChat('Farid Osman'));
    const toRow = async (told: RegExp) =>
      (await screen.findByText(told)).closest('li') as HTMLElement;
    const again = { name: 'Send again' };
    const gone = await toRow(/^Not sent\. This account no longer exists/);
    expect(within(gone).queryByRole('button', again)).toBeNull();
    const chatId = toUuid(6, 2);
    const failed = world.messages.get(chatId)?.find(({ problem }) => problem) as Message;
    const full: Message = { ...failed, problem: { code: 'queue_full' } };
    emit('messages.changed', { chatId, messages: [full], removedOrders: [] });
    const row = await toRow(/^Not sent\. Too many messages wait/);
    await user.click(within(row).getByRole('button', again));
    await within(row).findByRole('img', { name: 'Waiting to be sent' });
  });

  it('deletes for me with a way back', async () => {
    const { user, world } = await renderApp(createSampleWorld());
    await user.click(await findChat('Farid Osman'));
    const remove = async () => {
      const row = (await screen.findByText('Boleh, cantik je.')).closest('li') as HTMLElement;
      row.focus();
      await user.keyboard('{Enter}');
      await user.click(await screen.findByRole('menuitem', { name: 'Delete for me' }));
      await waitFor(() => expect(screen.queryByText('Boleh, cantik je.')).toBeNull());
    };
    const kept = () => world.messages.get(toUuid(6, 2))?.length;
    await remove();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByText('Boleh, cantik je.');
    expect(kept()).toBe(5);
    await remove();
    // Another chat does not take the way back.
    await user.click(await findChat('Kumar'));
    await log('Kumar');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await user.click(await findChat('Farid Osman'));
    await remove();
    await user.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(kept()).toBe(4));
  });

  it('brings back with Ctrl+Z, unless the composer has something to take back', async () => {
    const { user, world } = await renderApp(createSampleWorld());
    const remove = async (text: string) => {
      const bubble = await within(await log('Aisyah Rahman')).findByText(text);
      bubble.closest('li')?.focus();
      await user.keyboard('{Enter}');
      await user.click(await screen.findByRole('menuitem', { name: 'Delete for me' }));
      await waitFor(async () =>
        expect(within(await log('Aisyah Rahman')).queryByText(text)).toBeNull(),
      );
    };
    await user.click(await findChat('Aisyah Rahman'));
    await remove('Nanti saya bawa buku tu sekali 📚');
    const row = await findChat('Aisyah Rahman');
    expect(row.textContent).not.toContain('buku tu');
    expect(row.textContent).toContain('You: Boleh! Saya naik LRT');
    await remove('Boleh! Saya naik LRT, mungkin lewat lima minit.');
    await screen.findByText('2 messages deleted on this computer');
    expect(row.textContent).toContain('You: 👍');
    await user.type(await composer(), 'draft');
    await user.keyboard('{Control>}z{/Control}');
    screen.getByText('2 messages deleted on this computer');
    await user.clear(await composer());
    await user.keyboard('{Control>}z{/Control}');
    const list = await log('Aisyah Rahman');
    await within(list).findByText(/^Boleh! Saya/);
    await within(list).findByText(/^Nanti saya bawa/);
    expect(row.textContent).toContain('You: Nanti saya bawa');
    expect(world.messages.get(toUuid(1, 2))).toHaveLength(10);
  });
});

describe('the keyboard', () => {
  it('walks the emoji panel with arrows and puts one in with Enter', async () => {
    const { user } = await renderApp(createSampleWorld());
    await user.click(await findChat('Mei Ling'));
    await user.click(await screen.findByRole('button', { name: 'Emoji' }));
    const panel = await screen.findByRole('dialog', { name: 'Emoji' });
    const search = within(panel).getByRole('searchbox', { name: 'Search emoji' });
    await waitFor(() => expect(document.activeElement).toBe(search));
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toBe('😀');
    expect(panel.querySelectorAll('[data-place][tabindex="0"]')).toHaveLength(1);
    await user.keyboard('{ArrowUp}');
    expect(document.activeElement).toBe(search);
    await user.keyboard('{ArrowDown}{ArrowRight}{ArrowDown}{ArrowUp}{ArrowLeft}{End}{ArrowRight}');
    expect(document.activeElement?.textContent).toBe('😍');
    await user.keyboard('{Enter}');
    expect((await composer()).value).toBe('😍');
  });

  it('finds an emoji by a word of either language, keeps the recent ones, says when there is none', async () => {
    const { user } = await renderApp(createSampleWorld(), 'ms');
    await user.click(await findChat('Mei Ling'));
    const open = async () => {
      await user.click(await screen.findByRole('button', { name: 'Emoji' }));
      const panel = await screen.findByRole('dialog', { name: 'Emoji' });
      const search = within(panel).getByRole('searchbox');
      await waitFor(() => expect(document.activeElement).toBe(search));
      return within(panel);
    };
    const input = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Mesej' });
    let panel = await open();
    await user.keyboard('zzxq');
    await panel.findByText('Tiada emoji untuk “zzxq”');
    await user.keyboard('{Escape}kucing');
    const found = await panel.findByRole('region', { name: 'Ditemui' });
    await waitFor(() => expect(found.textContent).toContain('🐈'));
    await user.keyboard('{Enter}');
    expect(input.value).toBe('🐈');
    panel = await open();
    expect(panel.getByRole('region', { name: 'Baru digunakan' }).textContent).toContain('🐈');
    await user.keyboard('{ArrowDown}coffee');
    await panel.findByRole('button', { name: '☕' });
    await user.keyboard('{Enter}');
    await waitFor(() => expect(input.value).toContain('☕'));
  });

  it('writes what is typed while a message or nothing has the focus', async () => {
    const { user } = await renderApp(createSampleWorld());
    await user.click(await findChat('Farid Osman'));
    const input = await composer();
    const row = (await screen.findByText('Boleh, cantik je.')).closest('li') as HTMLElement;
    row.focus();
    await user.keyboard('{Control>}b{/Control}');
    expect(document.activeElement).toBe(row);
    await user.keyboard('Apa');
    expect(document.activeElement).toBe(input);
    input.blur();
    await user.keyboard('!');
    expect(input.value).toBe('Apa!');
    row.focus();
    await user.keyboard(' ');
    await user.keyboard('c');
    await screen.findByRole('menu');
    expect(input.value).toBe('Apa!');
  });

  it('says that a text was copied, politely and for a while, or why it was not', async () => {
    const { user, world, host } = await renderApp(createSampleWorld());
    await user.click(await findChat('Farid Osman'));
    const copy = async () => {
      (await screen.findByText('Boleh, cantik je.')).closest('li')?.focus();
      await user.keyboard('{Enter}');
      await user.click(await screen.findByRole('menuitem', { name: 'Copy text' }));
    };
    await copy();
    const said = await screen.findByText('Copied');
    expect(said.closest('[role="status"]')).not.toBeNull();
    expect(world.shell.copied).toEqual(['Boleh, cantik je.']);
    await waitFor(() => expect(screen.queryByText('Copied')).toBeNull());
    Object.assign(host.shell, { copyText: () => Promise.reject(new Error('no')) });
    await copy();
    await screen.findByRole('alert');
    expect(screen.queryByText('Copied')).toBeNull();
  });

  it('stands on a chat after the settings were left', async () => {
    const { user } = await renderApp(createSampleWorld());
    await findChat('Kumar');
    await user.keyboard('{Control>},{/Control}');
    await screen.findByRole('heading', { name: 'Settings', level: 1 });
    await user.keyboard('{Escape}');
    const row = await findChat('Aisyah Rahman');
    await waitFor(() => expect(document.activeElement).toBe(row));
  });

  it('reaches search, a new chat, the settings, and back', async () => {
    const { user } = await renderApp(createSampleWorld());
    await findChat('Kumar');
    await user.keyboard('{Control>}k{/Control}');
    const search = screen.getByRole('searchbox', { name: 'Search chats and messages' });
    await waitFor(() => expect(document.activeElement).toBe(search));
    await user.keyboard('nanti');
    const hit = await screen.findByText('nanti', { selector: 'mark', exact: false });
    expect(hit.closest('button')?.textContent).toContain('You:');
    await user.keyboard('{Escape}');
    await user.keyboard('{Control>}n{/Control}');
    await screen.findByRole('dialog', { name: 'New chat' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.keyboard('{Control>},{/Control}');
    await screen.findByRole('heading', { name: 'Settings', level: 1 });
    await user.keyboard('{Escape}');
    await screen.findByRole('heading', { name: 'Chats', level: 1 });
  });

  it('moves through the list with arrows, one row in the tab order', async () => {
    const { user } = await renderApp(createSampleWorld());
    const first = await findChat('Aisyah Rahman');
    expect(document.querySelectorAll('[data-chat-id][tabindex="0"]')).toHaveLength(1);
    first.focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    await waitFor(() => expect(document.activeElement?.textContent).toContain('Kumar'));
    await user.keyboard('{Enter}');
    await log('Kumar');
  });
});

describe('states', () => {
  it('writes a number that stands for a name as numbers are written', async () => {
    const world = createSampleWorld();
    const chat = world.chats.find((one) => one.peer.name === 'Kumar');
    if (!chat) throw new Error('Kumar');
    chat.peer = { ...chat.peer, name: '+60123456789', number: '+60123456789' };
    const { user } = await renderApp(world);
    await user.click(await findChat('+60 12 345 6789'));
    // With spaces at which no line ends.
    await screen.findByRole('region', {
      name: 'Conversation with +60\u00a012\u00a0345\u00a06789',
    });
    screen.getByPlaceholderText('Message +60 12 345 6789');
  });

  it('keeps showing the number of somebody whose username is known, too', async () => {
    const world = createSampleWorld();
    const chat = world.chats.find((one) => one.peer.name === 'Kumar');
    if (!chat) throw new Error('Kumar');
    chat.peer = { ...chat.peer, username: 'kumar.31', number: '+60123456789' };
    const { user } = await renderApp(world);
    await user.click(await findChat('Kumar'));
    const header = await screen.findByRole('region', { name: 'Conversation with Kumar' });
    await within(header).findByText('kumar.31 · +60 12 345 6789');
  });

  it('says what will be here when there is nothing, with the first step', async () => {
    await renderApp(createWorld());
    await screen.findByText('No chats yet');
    expect(screen.getAllByRole('button', { name: 'New chat' })).toHaveLength(2);
  });

  it('labels the program on this computer wherever it stands', async () => {
    const { user } = await renderApp(createSampleWorld());
    await user.click(await findChat('Echo'));
    await screen.findByText('A program on this computer reads what you write here');
    within(await findChat('Echo')).getByText('Program on this computer');
  });

  it('finds nobody in plain words, and somebody by username', async () => {
    const { user } = await renderApp(createSampleWorld());
    const [start] = await screen.findAllByRole('button', { name: 'New chat' });
    await user.click(start as HTMLElement);
    const field = await screen.findByRole('textbox', { name: 'Phone number or username' });
    await user.type(field, 'nobody.99{Enter}');
    await screen.findByText('Nobody with that number or username can be found.');
    await user.clear(field);
    await user.type(field, 'mei.77{Enter}');
    await screen.findByRole('region', { name: 'Conversation with Mei Ling' });
  });

  it('tells of offline with what waits, and of a changed key with both keys', async () => {
    const { user, emit, world } = await renderApp(createSampleWorld());
    await findChat('Kumar');
    const offline = { state: 'offline', since: 0, problem: null, offeredKey: null, queuedCount: 2 };
    emit('connection.changed', offline);
    await screen.findByText(/^2 messages wait here/);
    const offeredKey = { publicKey: 'bmV3', keyFingerprint: '11111 22222' };
    emit('connection.changed', { ...offline, problem: { code: 'server_key_changed' }, offeredKey });
    const alarm = await screen.findByRole('alertdialog');
    within(alarm).getByText('11111 22222');
    within(alarm).getByText(world.server.keyFingerprint);
    await user.click(within(alarm).getByRole('button', { name: 'Stay offline' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Look at the keys' }));
    await screen.findByRole('alertdialog');
  });
});
