import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { createSampleWorld } from '../testing/fake/sample-world.ts';
import { findChat, renderApp } from '../testing/render-app.tsx';
import { toUuid } from '../testing/samples.ts';

const start = async () => {
  const sample = createSampleWorld();
  sample.settings['notifications.content'] = 'name_and_text';
  const app = await renderApp(sample);
  await findChat('Kumar');
  const { world, emit } = app;
  const arrive = (n: number, text: string) => {
    const chatId = toUuid(n, 2);
    const body = { kind: 'text', text };
    emit('chats.incoming', {
      chatId,
      messageId: toUuid(9),
      name: 'N',
      body,
      at: 0,
      count: 1,
      request: false,
    });
    const chat = world.chats.find((one) => one.chatId === chatId);
    if (!chat) throw new Error('no chat');
    chat.unreadCount += 1;
    emit('chats.changed', { chats: [chat], unreadTotal: 5 });
  };
  return { ...app, arrive };
};

it('says which chat the window shows, and none behind the settings', async () => {
  const { user, world, arrive } = await start();
  const told = () => world.shell.notified.map(({ body, inView }) => ({ body, inView }));
  await user.click(await findChat('Aisyah Rahman'));
  await screen.findByRole('region', { name: 'Conversation with Aisyah Rahman' });
  arrive(1, 'in front');
  arrive(2, 'elsewhere');
  await waitFor(() =>
    expect(told()).toEqual([
      { body: 'in front', inView: true },
      { body: 'elsewhere', inView: false },
    ]),
  );
  await user.keyboard('{Control>},{/Control}');
  await screen.findByRole('heading', { name: 'Settings', level: 1 });
  arrive(1, 'behind');
  await waitFor(() => expect(told().at(-1)).toEqual({ body: 'behind', inView: false }));
});

it('takes back those of a chat when it is read, and of no other', async () => {
  const { world, arrive, emit } = await start();
  arrive(1, 'one');
  arrive(2, 'two');
  const chat = world.chats.find(({ chatId }) => chatId === toUuid(1, 2));
  emit('chats.changed', { chats: [{ ...chat, unreadCount: 0 }], unreadTotal: 4 });
  await waitFor(() => expect(world.shell.withdrawn).toEqual([toUuid(1, 2)]));
});

it('leaves neither number nor notification behind when the account goes', async () => {
  const { world, arrive, emit } = await start();
  arrive(2, 'two');
  await waitFor(() => expect(world.shell.unread).toBe(5));
  world.account = { phase: 'new', server: null, defaultServerUrl: null };
  emit('account.changed', world.account);
  await waitFor(() => expect(world.shell.unread).toBe(0));
  expect(world.shell.withdrawn).toEqual([toUuid(2, 2)]);
});
