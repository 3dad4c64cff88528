import { expect, it } from 'vitest';
import { toMessage } from '../../testing/samples.ts';
import {
  addNewer,
  addOlder,
  applyChange,
  type MessageWindow,
  windowLimit,
} from './message-window.ts';

const run = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => toMessage({ order: from + i }));
const window = (
  from: number,
  count: number,
  change: Partial<MessageWindow> = {},
): MessageWindow => ({
  messages: run(from, count),
  hasOlder: false,
  hasNewer: false,
  firstUnreadOrder: null,
  ...change,
});
const orders = (state: MessageWindow) => state.messages.map((message) => message.order);

it('stays short however far one scrolls, and knows that there is more', () => {
  let state = window(10_000, 150, { hasOlder: true });
  for (let page = 0; page < 20; page += 1) {
    const first = state.messages[0]?.order ?? 0;
    state = addOlder(state, { messages: run(first - 40, 41), hasOlder: true });
    expect(state.messages.length).toBeLessThanOrEqual(windowLimit);
  }
  expect(state.hasNewer).toBe(true);
  expect(orders(state)[0]).toBe(10_000 - 20 * 40);
  const last = state.messages.at(-1)?.order ?? 0;
  const down = addNewer(state, { messages: run(last, 61), hasNewer: true });
  expect(orders(down).at(-1)).toBe(last + 60);
  expect(orders(down)).toEqual([...orders(down)].sort((a, b) => a - b));
});

it('appends what arrives only while the end is in view', () => {
  const arrived = { messages: run(20, 1), removedOrders: [] };
  expect(orders(applyChange(window(10, 10), arrived)).at(-1)).toBe(20);
  expect(orders(applyChange(window(10, 10, { hasNewer: true }), arrived)).at(-1)).toBe(19);
});

it('takes new states and removals, and never doubles', () => {
  const state = window(1, 3);
  const second = state.messages[1];
  if (!second) throw new Error('three messages');
  const changed = applyChange(state, {
    messages: [{ ...second, state: 'read' }],
    removedOrders: [state.messages[0]?.order ?? 0],
  });
  expect(changed.messages.map((message) => message.state)).toEqual(['read', null]);
});

it('has the mark of what is new go on to the next received message, and go with the last', () => {
  const own = toMessage({ order: 3, outgoing: true });
  const state: MessageWindow = {
    ...window(1, 0),
    messages: [...run(1, 2), own, ...run(4, 1)],
    firstUnreadOrder: 2,
  };
  const second = applyChange(state, { messages: [], removedOrders: [2] });
  expect(second.firstUnreadOrder).toBe(4);
  const none = applyChange(second, { messages: [], removedOrders: [4] });
  expect(none.firstUnreadOrder).toBeNull();
  expect(applyChange(state, { messages: [], removedOrders: [4] }).firstUnreadOrder).toBe(2);
});

it('takes the first message of an empty chat', () => {
  const state = applyChange(window(1, 0), { messages: run(7, 1), removedOrders: [] });
  expect(orders(state)).toEqual([7]);
});

it('keeps both of two messages that carry the same id, one each way', () => {
  const own = toMessage({ order: 1, outgoing: true });
  const state = applyChange(window(1, 0), { messages: [own], removedOrders: [] });
  const theirs = toMessage({ order: 2, messageId: own.messageId });
  expect(orders(applyChange(state, { messages: [theirs], removedOrders: [] }))).toEqual([1, 2]);
});
