import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CodedError } from '../../../contract/errors/coded-error.ts';
import type { CallInput } from '../../../contract/ipc/define.ts';
import type { messagesDomain } from '../../../contract/ipc/messages.ts';
import { useHost } from '../../host/context.tsx';
import { toCodedError } from '../../host/remote.ts';
import {
  addNewer,
  addOlder,
  applyChange,
  type MessageWindow,
  toRefilled,
  windowLimit,
} from './message-window.ts';

export type Anchor = CallInput<typeof messagesDomain.calls.page>['anchor'];
/** Where the list must stand after a load that is not a scroll. */
export type Landing = { readonly at: 'end' | 'unread' | 'start' | number; readonly count: number };

export type Messages = {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly window: MessageWindow;
  readonly error: CodedError | undefined;
  readonly landing: Landing;
  readonly loadOlder: () => void;
  readonly loadNewer: () => void;
  /** Loads afresh around a place. */
  readonly goTo: (anchor: Anchor) => void;
  /** Where the person reads: the order of the first message in view, null at the end. It stays when messages come between. */
  readonly noteReading: (order: number | null) => void;
};

type Change = Parameters<typeof applyChange>[1];

/** One page less is on its way; gives what was told meanwhile. */
const endAsking = (asking: { count: number; told: Change[] }): readonly Change[] => {
  const { told } = asking;
  asking.count -= 1;
  if (asking.count === 0) asking.told = [];
  return told;
};

const empty: MessageWindow = {
  messages: [],
  hasOlder: false,
  hasNewer: false,
  firstUnreadOrder: null,
};
/** What an ordinary window shows, on either side of where it opens; a taller one asks for more at once. */
const firstSize = 20;
/** Few: what is drawn within one frame has to leave the scroll smooth. */
const pageSize = 20;

const toLanding = (anchor: Anchor, window: MessageWindow): Landing['at'] => {
  if (anchor.at === 'order') return anchor.order <= 0 ? 'start' : anchor.order;
  return anchor.at === 'unread' && window.firstUnreadOrder !== null ? 'unread' : 'end';
};

/** The messages of one chat around where the person reads. The component is keyed by chat. */
export const useMessages = (chatId: string, start: Anchor): Messages => {
  const host = useHost();
  const [status, setStatus] = useState<Messages['status']>('loading');
  const [window, setWindow] = useState(empty);
  const [error, setError] = useState<CodedError>();
  const [landing, setLanding] = useState<Landing>({ at: 'end', count: 0 });
  const latest = useRef(window);
  latest.current = window;
  const busy = useRef({ older: false, newer: false });
  // What is told while a page is on its way may be newer than the page, which then must not take its place.
  const asking = useRef<{ count: number; told: Change[] }>({ count: 0, told: [] });
  const visit = useRef(0);
  const reading = useRef<number | null>(null);
  /** Messages came between those that are shown, and what is shown does not have them yet. */
  const isFilledIn = useRef(false);

  const refill = useCallback(async () => {
    // A page on its way may be from before, so that what it is added to would have a gap.
    if (!isFilledIn.current || asking.current.count > 0) return;
    isFilledIn.current = false;
    asking.current.count += 1;
    busy.current = { older: true, newer: true };
    const asked = visit.current;
    const order = reading.current;
    const page = await host.messages
      .page({
        chatId,
        anchor: order === null ? { at: 'newest' } : { at: 'order', order },
        before: windowLimit / 2,
        after: windowLimit / 2 - 1,
      })
      // What is shown stays; the next chunk, or opening the chat again, brings it.
      .catch(() => undefined);
    const told = endAsking(asking.current);
    busy.current = { older: false, newer: false };
    if (page && asked === visit.current)
      setWindow((known) => told.reduce(applyChange, toRefilled(known, page)));
    if (asked === visit.current) void refill();
  }, [host, chatId]);
  const noteReading = useCallback((order: number | null) => {
    reading.current = order;
  }, []);

  const goTo = useCallback(
    (anchor: Anchor) => {
      visit.current += 1;
      const asked = visit.current;
      asking.current.count += 1;
      host.messages.page({ chatId, anchor, before: firstSize, after: firstSize }).then(
        (page) => {
          const told = endAsking(asking.current);
          if (asked !== visit.current) return;
          setWindow(told.reduce(applyChange, page));
          setLanding({ at: toLanding(anchor, page), count: asked });
          setStatus('ready');
          void refill();
        },
        (reason: unknown) => {
          endAsking(asking.current);
          if (asked !== visit.current) return;
          setError(toCodedError(reason));
          setStatus('failed');
        },
      );
    },
    [host, chatId, refill],
  );

  const startAt = useRef(start);
  useEffect(() => {
    goTo(startAt.current);
    const stops = [
      host.messages.on('changed', (change) => {
        if (change.chatId !== chatId) return;
        if (asking.current.count > 0) asking.current.told.push(change);
        setWindow((known) => applyChange(known, change));
      }),
      host.messages.on('filledIn', ({ chatIds }) => {
        if (!chatIds.includes(chatId)) return;
        isFilledIn.current = true;
        void refill();
      }),
      host.onEngineRestart(() => goTo({ at: 'newest' })),
    ];
    return () => {
      visit.current += 1;
      for (const stop of stops) stop();
    };
  }, [host, chatId, goTo, refill]);

  const load = useCallback(
    async (side: 'older' | 'newer') => {
      const { messages, hasOlder, hasNewer } = latest.current;
      const edge = side === 'older' ? messages[0] : messages.at(-1);
      if (busy.current[side] || !edge || !(side === 'older' ? hasOlder : hasNewer)) return;
      busy.current[side] = true;
      asking.current.count += 1;
      const asked = visit.current;
      let told: readonly Change[] | undefined;
      try {
        const page = await host.messages.page({
          chatId,
          anchor: { at: 'order', order: edge.order },
          before: side === 'older' ? pageSize : 0,
          after: side === 'newer' ? pageSize : 0,
        });
        const heard = endAsking(asking.current);
        told = heard;
        if (asked === visit.current) {
          setWindow((known) =>
            heard.reduce(
              applyChange,
              side === 'older' ? addOlder(known, page) : addNewer(known, page),
            ),
          );
        }
      } catch {
        // The next scroll asks again.
      } finally {
        if (!told) endAsking(asking.current);
        busy.current[side] = false;
        void refill();
      }
    },
    [host, chatId, refill],
  );
  const loadOlder = useCallback(() => void load('older'), [load]);
  const loadNewer = useCallback(() => void load('newer'), [load]);

  return useMemo(
    () => ({ status, window, error, landing, loadOlder, loadNewer, goTo, noteReading }),
    [status, window, error, landing, loadOlder, loadNewer, goTo, noteReading],
  );
};
