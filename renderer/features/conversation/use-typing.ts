import { useCallback, useEffect, useRef } from 'react';
import { useHost } from '../../host/context.tsx';

const againMs = 3_000;
const restMs = 6_000;

/** Tells the other side of typing, seldom; the engine tells nothing unless the person allows it. */
export const useTyping = (chatId: string): ((typing: boolean) => void) => {
  const host = useHost();
  const told = useRef({ typing: false, at: 0 });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useCallback(
    (typing: boolean) => {
      clearTimeout(timer.current);
      if (typing) timer.current = setTimeout(() => tell(false), restMs);
      const now = performance.now();
      const { current } = told;
      if (current.typing === typing && (!typing || now - current.at < againMs)) return;
      told.current = { typing, at: now };
      host.chats.setTyping({ chatId, typing }).catch(() => undefined);
    },
    [host, chatId],
  );
  useEffect(() => () => tell(false), [tell]);
  return tell;
};
