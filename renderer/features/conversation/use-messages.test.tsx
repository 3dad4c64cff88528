import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it } from 'vitest';
import type { Message } from '../../../contract/ipc/model.ts';
import { SessionProvider } from '../../host/context.tsx';
import { createSession } from '../../host/session.ts';
import { createFakeHost } from '../../testing/fake/fake-host.ts';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { toMessage, toUuid } from '../../testing/samples.ts';
import { type Anchor, useMessages } from './use-messages.ts';

afterEach(cleanup);

const chatId = toUuid(1, 2);
const run = (from: number, count: number): Message[] =>
  Array.from({ length: count }, (_, at) => toMessage({ order: from + at }));

/** The chat with these messages. While `held`, pages stay on their way: they are as they were when they were asked for. */
const open = (kept: readonly Message[], start: Anchor = { at: 'newest' }) => {
  const world = createSampleWorld();
  world.chats = world.chats.map((chat) => ({ ...chat, unreadCount: 0 }));
  const keep = (messages: readonly Message[]) => world.messages.set(chatId, [...messages]);
  keep(kept);
  const { host: fake, emit } = createFakeHost(world);
  const waiting: (() => void)[] = [];
  const pages = { held: false, asked: 0 };
  const release = (which: 'all' | 'last' = 'all') =>
    act(async () => {
      for (const go of waiting.splice(which === 'all' ? 0 : -1)) go();
    });
  const host: typeof fake = {
    ...fake,
    messages: {
      ...fake.messages,
      page: async (input) => {
        pages.asked += 1;
        const answer = await fake.messages.page(input);
        if (pages.held) await new Promise<void>((resolve) => waiting.push(resolve));
        return answer;
      },
    },
  };
  const session = createSession(host);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <SessionProvider session={session}>{children}</SessionProvider>
  );
  const { result } = renderHook(() => useMessages(chatId, start), { wrapper });
  const orders = () => result.current.window.messages.map(({ order }) => order);
  const tell = (messages: readonly Message[], removedOrders: readonly number[] = []) =>
    act(() => emit('messages.changed', { chatId, messages, removedOrders }));
  const fillIn = (...chatIds: readonly string[]) =>
    act(() => emit('messages.filledIn', { chatIds }));
  const ready = () => waitFor(() => expect(result.current.status).toBe('ready'));
  const onItsWay = () => waitFor(() => expect(waiting).toHaveLength(1));
  return { result, orders, keep, tell, fillIn, ready, pages, release, onItsWay };
};
const sequence = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => from + at);

it('keeps what is told while the first page is on its way', async () => {
  const { orders, tell, pages, release, onItsWay, ready } = open(run(1, 3));
  pages.held = true;
  await onItsWay();
  tell(run(4, 1), [2]);
  await release();
  await ready();
  expect(orders()).toEqual([1, 3, 4]);
});

it('keeps what is told while an older page is on its way', async () => {
  const { result, orders, tell, pages, release, onItsWay, ready } = open(run(1, 30));
  await ready();
  expect(orders()).toEqual(sequence(10, 21));
  pages.held = true;
  act(() => result.current.loadOlder());
  await onItsWay();
  // They are on the page that is on its way, the first of them in an older state.
  tell([toMessage({ order: 5, text: 'newer' })], [6]);
  await release();
  expect(orders()).toEqual([...sequence(1, 5), ...sequence(7, 24)]);
  expect(result.current.window.messages[4]?.body).toEqual({ kind: 'text', text: 'newer' });
});

it('what was told for one page is not told again to the next', async () => {
  const { result, tell, pages, release, onItsWay, ready, keep } = open(run(1, 30));
  await ready();
  pages.held = true;
  act(() => result.current.loadOlder());
  await onItsWay();
  tell([toMessage({ order: 30, text: 'once' })]);
  await release();
  keep([...run(1, 29), toMessage({ order: 30, text: 'twice' })]);
  act(() => result.current.goTo({ at: 'newest' }));
  await onItsWay();
  await release();
  expect(result.current.window.messages.at(-1)?.body).toEqual({ kind: 'text', text: 'twice' });
});

it('history that comes from another device appears below and between, with no gap', async () => {
  const { result, orders, keep, fillIn, ready } = open(run(500, 3));
  await ready();
  const { landing } = result.current;
  keep([...run(1, 30), ...run(500, 3)]);
  fillIn(toUuid(2, 2), chatId);
  await waitFor(() => expect(orders()).toEqual([...sequence(1, 30), 500, 501, 502]));
  keep([...run(1, 200), ...run(500, 3)]);
  fillIn(chatId);
  await waitFor(() => expect(orders()).toEqual([...sequence(143, 58), 500, 501, 502]));
  expect(result.current.window).toMatchObject({ hasOlder: true, hasNewer: false });
  // Nothing scrolls for it.
  expect(result.current.landing).toBe(landing);
});

it('stays around what the person reads when more comes between than is shown', async () => {
  const { result, orders, keep, fillIn, ready } = open([...run(1, 20), ...run(5_000, 3)]);
  await ready();
  act(() => result.current.noteReading(18));
  keep([...run(1, 3_000), ...run(5_000, 3)]);
  fillIn(chatId);
  await waitFor(() => expect(orders()).toEqual(sequence(1, 77)));
  expect(result.current.window).toMatchObject({ hasOlder: false, hasNewer: true });
});

it('history that comes while a page is on its way leaves no gap beside it', async () => {
  const { result, orders, keep, fillIn, pages, release, onItsWay, ready } = open([
    ...run(1, 10),
    ...run(5_000, 21),
  ]);
  await ready();
  pages.held = true;
  act(() => result.current.loadOlder());
  await onItsWay();
  keep([...run(1, 3_000), ...run(5_000, 21)]);
  fillIn(chatId);
  // What it would ask for is on its way, too.
  await act(() => new Promise((resolve) => setTimeout(resolve)));
  await release('last');
  await release();
  await waitFor(() => expect(orders()).toEqual([...sequence(2_961, 40), ...sequence(5_000, 21)]));
});

it('history of other chats asks for nothing', async () => {
  const { fillIn, ready, pages } = open(run(1, 3));
  await ready();
  const before = pages.asked;
  fillIn(toUuid(2, 2));
  expect(pages.asked).toBe(before);
});

it('history that comes into an empty chat is shown, and what is told meanwhile', async () => {
  const { orders, keep, fillIn, tell, pages, release, onItsWay, ready } = open([]);
  await ready();
  keep(run(1, 5));
  pages.held = true;
  fillIn(chatId);
  await onItsWay();
  tell(run(900, 1));
  await release();
  expect(orders()).toEqual([1, 2, 3, 4, 5, 900]);
});
