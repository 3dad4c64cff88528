import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { contentLimits } from '../../../contract/content/limits.ts';
import { useHost } from '../../host/context.tsx';

export type Draft = {
  readonly text: string;
  readonly setText: (text: string) => void;
};

/** What is being typed; kept a moment after the last key, and when the chat, the window or the app is left. */
export const useDraft = (chatId: string, kept: string | null): Draft => {
  const host = useHost();
  const [text, setState] = useState(kept ?? '');
  const state = useRef({ text: kept ?? '', saved: kept ?? '' });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(() => {
    clearTimeout(timer.current);
    const { text: typed, saved } = state.current;
    if (typed === saved) return;
    state.current.saved = typed;
    host.chats
      .saveDraft({ chatId, text: typed.slice(0, contentLimits.maxDraftLength) })
      .catch(() => {
        state.current.saved = saved;
      });
  }, [host, chatId]);

  useEffect(() => {
    globalThis.addEventListener('blur', save);
    globalThis.addEventListener('pagehide', save);
    return () => {
      globalThis.removeEventListener('blur', save);
      globalThis.removeEventListener('pagehide', save);
      save();
    };
  }, [save]);

  const setText = useCallback(
    (next: string) => {
      state.current.text = next;
      setState(next);
      clearTimeout(timer.current);
      if (next === '') save();
      else timer.current = setTimeout(save, 400);
    },
    [save],
  );
  return useMemo(() => ({ text, setText }), [text, setText]);
};
