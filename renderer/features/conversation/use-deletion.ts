import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useHost } from '../../host/context.tsx';

export type Deletion = {
  /** Gone from the screen, not yet from the database. */
  readonly hidden: ReadonlySet<string>;
  /** How many can still be brought back. */
  readonly waiting: number;
  readonly remove: (messageId: string) => void;
  readonly undo: () => void;
  /** Carries out what waits. */
  readonly settle: () => void;
};

/** Delete for me, with a while to think again. Leaving the chat or the app carries it out. */
export const useDeletion = (chatId: string): Deletion => {
  const host = useHost();
  const [waiting, setWaiting] = useState<readonly string[]>([]);
  const [gone, setGone] = useState<readonly string[]>([]);
  const latest = useRef(waiting);
  latest.current = waiting;

  const settle = useCallback(() => {
    const messageIds = [...latest.current];
    if (messageIds.length === 0) return;
    latest.current = [];
    setWaiting([]);
    setGone((ids) => [...ids, ...messageIds]);
    host.messages.deleteForMe({ chatId, messageIds }).catch(() => {
      setGone((ids) => ids.filter((id) => !messageIds.includes(id)));
    });
  }, [host, chatId]);

  useEffect(() => {
    globalThis.addEventListener('pagehide', settle);
    return () => {
      globalThis.removeEventListener('pagehide', settle);
      settle();
    };
  }, [settle]);

  const remove = useCallback((messageId: string) => setWaiting((ids) => [...ids, messageId]), []);
  const undo = useCallback(() => setWaiting([]), []);
  const hidden = useMemo(() => new Set([...waiting, ...gone]), [waiting, gone]);
  const count = waiting.length;
  return useMemo(
    () => ({ hidden, waiting: count, remove, undo, settle }),
    [hidden, count, remove, undo, settle],
  );
};
