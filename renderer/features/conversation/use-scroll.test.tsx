import { act, cleanup, render } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toMessage } from '../../testing/samples.ts';
import type { Messages } from './use-messages.ts';
import { useScroll } from './use-scroll.ts';

const rowPx = 40;
const viewPx = 200;

// A page without layout: rows lie one below the other.
beforeEach(() => {
  const { prototype } = HTMLElement;
  const rowsIn = (element: HTMLElement) => element.querySelectorAll('li').length;
  vi.spyOn(prototype, 'offsetTop', 'get').mockImplementation(function (this: HTMLElement) {
    return [...(this.parentElement?.children ?? [])].indexOf(this) * rowPx;
  });
  vi.spyOn(prototype, 'offsetHeight', 'get').mockReturnValue(rowPx);
  vi.spyOn(prototype, 'clientHeight', 'get').mockReturnValue(viewPx);
  vi.spyOn(prototype, 'scrollHeight', 'get').mockImplementation(function (this: HTMLElement) {
    return rowsIn(this) * rowPx;
  });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const List = ({ messages }: { messages: Messages }) => {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const { onScroll } = useScroll(scroller, list, messages);
  return (
    <div ref={scroller} data-testid="scroller" onScroll={onScroll}>
      <ol ref={list}>
        <li key="day" />
        {messages.window.messages.map(({ order }) => (
          <li key={order} data-order={order} />
        ))}
      </ol>
    </div>
  );
};

/** A list of these orders at its end. `show` puts others in their place, `scrollTo` scrolls, `top` is what stands first in view, with how far it is cut. */
const open = (shown: readonly number[]) => {
  const noteReading = vi.fn();
  const toMessages = (orders: readonly number[], hasNewer: boolean): Messages => ({
    status: 'ready',
    window: {
      messages: orders.map((order) => toMessage({ order })),
      hasOlder: true,
      hasNewer,
      firstUnreadOrder: null,
    },
    error: undefined,
    landing: { at: 'end', count: 1 },
    loadOlder: () => undefined,
    loadNewer: () => undefined,
    goTo: () => undefined,
    noteReading,
  });
  const { rerender, getByTestId } = render(<List messages={toMessages(shown, false)} />);
  const scroller = getByTestId('scroller');
  return {
    noteReading,
    show: (orders: readonly number[], hasNewer = false) =>
      rerender(<List messages={toMessages(orders, hasNewer)} />),
    scrollTo: (px: number) =>
      act(() => {
        scroller.scrollTop = px;
        scroller.dispatchEvent(new Event('scroll', { bubbles: true }));
      }),
    top: () => {
      const row = scroller.querySelectorAll('li')[Math.floor(scroller.scrollTop / rowPx)];
      return [row?.dataset.order, scroller.scrollTop % rowPx];
    },
    distanceToEnd: () => scroller.scrollHeight - scroller.scrollTop - viewPx,
  };
};
const sequence = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => from + at);

it('what is read stays where it is when messages come above and below it', () => {
  const { show, scrollTo, top, noteReading } = open(sequence(100, 20));
  scrollTo(5 * rowPx + 7);
  expect(top()).toEqual(['104', 7]);
  expect(noteReading).toHaveBeenLastCalledWith(104);
  show([...sequence(50, 60), ...sequence(300, 20)], true);
  expect(top()).toEqual(['104', 7]);
});

it('at the top, too, where the day stands first, which goes up with what comes', () => {
  const { show, scrollTo, top, noteReading } = open(sequence(100, 20));
  scrollTo(0);
  expect(noteReading).toHaveBeenLastCalledWith(100);
  show([...sequence(50, 50), ...sequence(100, 20)]);
  // One row, the day, stood above it in view.
  expect(top()).toEqual(['99', 0]);
});

it('who is at the end stays at the end', () => {
  const { show, distanceToEnd, noteReading } = open(sequence(100, 20));
  expect(distanceToEnd()).toBeLessThanOrEqual(0);
  expect(noteReading).toHaveBeenLastCalledWith(null);
  show([...sequence(10, 60), ...sequence(100, 20)]);
  expect(distanceToEnd()).toBeLessThanOrEqual(0);
});
