import { beforeEach, expect, it } from 'vitest';
import type { Message } from '../../contract/ipc/model.ts';
import { countRenders } from '../testing/count-renders.ts';
import { toMessage, toUuid } from '../testing/samples.ts';

// Before React is there.
const renders = countRenders();
const { screen, waitFor, within } = await import('@testing-library/react');
const { findChat, renderApp } = await import('../testing/render-app.tsx');
const { createSampleWorld } = await import('../testing/fake/sample-world.ts');
// Loaded on first use; here before, so that what is counted is drawn by nothing that comes late.
await Promise.all([
  import('../features/alarm/added-notice.tsx'),
  import('../features/alarm/linked-notice.tsx'),
  import('../features/checkup/suggestion.tsx'),
  import('../features/devices/history-move-card.tsx'),
  import('../features/settings/list-notes.tsx'),
  import('../features/people/one-way-note.tsx'),
  import('./sharing-gate.tsx'),
  import('../features/acceptance/acceptance.tsx'),
  import('../features/alarm/log-alarm.tsx'),
  import('../features/alarm/sharing-notices.tsx'),
]);

const chatId = toUuid(1, 2);
/** What one message must not set in motion. */
const untouched = [
  'Themed',
  'Screens',
  'MainScreen',
  'Rail',
  'ConnectionBanner',
  'ChatsPane',
  'SearchField',
  'ConversationHeader',
  'Composer',
  'DaySeparator',
];
const counts = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, renders.of(name)]));
const none = Object.fromEntries(untouched.map((name) => [name, 0]));
const shown = (id: string) => document.querySelector(`[data-message-id="${id}"]`);

/** Resolves once nothing was drawn for a while: parts that load on first need may come late on a busy computer. */
const quiet = async () => {
  for (let before = -1; before !== renders.commits(); ) {
    before = renders.commits();
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
};

/** A chat on the screen, and what the engine says in one turn of its own. */
const open = async () => {
  const { user, world, emit } = await renderApp(createSampleWorld());
  await user.click(await findChat('Aisyah Rahman'));
  const list = await screen.findByRole('list', { name: 'Messages with Aisyah Rahman' });
  await within(list).findByText('Nanti saya bawa buku tu sekali 📚');
  // What finds links loads on first need, and draws their rows again.
  await within(list).findByRole('link', { name: 'https://peta.example/kedai-kopi' });
  const last = world.messages.get(chatId)?.at(-1);
  if (!last) throw new Error('no message');
  // As its words arrive in the page: nothing but React gathers them.
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
  await quiet();
  expect(untouched.filter((name) => renders.of(name) === 0)).toEqual([]);
  renders.start();
  const say = (message: Message, unreadCount = 0) => {
    const { body, outgoing, at, state } = message;
    const chat = world.chats.find((one) => one.chatId === message.chatId);
    emit('messages.changed', { chatId: message.chatId, messages: [message], removedOrders: [] });
    emit('chats.changed', {
      chats: [{ ...chat, lastMessage: { body, outgoing, at, state }, activeAt: at, unreadCount }],
      unreadTotal: unreadCount,
    });
  };
  return { last, say };
};

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

it('draws a new state of a message once: its row, and its chat in the list', async () => {
  const { last, say } = await open();
  say({ ...last, state: 'read' });
  const row = shown(last.messageId) as HTMLElement;
  await waitFor(() => within(row).getByRole('img', { name: 'Read' }));
  expect(renders.commits()).toBe(1);
  expect(counts(['MessageRow', 'ChatRow'])).toEqual({ MessageRow: 1, ChatRow: 1 });
  expect(counts(untouched)).toEqual(none);
});

it('draws an arriving message once: itself, the one it follows, and its chat', async () => {
  const { last, say } = await open();
  const id = toUuid(99, 1);
  say(toMessage({ messageId: id, order: last.order + 1, at: last.at + 1 }));
  await waitFor(() => expect(shown(id)).not.toBeNull());
  expect(renders.commits()).toBe(1);
  expect(counts(['MessageRow', 'ChatRow'])).toEqual({ MessageRow: 2, ChatRow: 1 });
  expect(counts(untouched)).toEqual(none);
});

it('draws a message of another chat in the list and beside its count, and nothing of the open one', async () => {
  const { say } = await open();
  say(toMessage({ chatId: toUuid(2, 2), order: 1, text: 'elsewhere', at: Date.now() }), 7);
  await screen.findByText('elsewhere');
  expect(renders.commits()).toBe(1);
  expect(counts(['ChatRow', 'MessageRow', 'Conversation', 'MessageList'])).toEqual({
    ChatRow: 1,
    MessageRow: 0,
    Conversation: 0,
    MessageList: 0,
  });
  expect(counts(untouched)).toEqual(none);
});
