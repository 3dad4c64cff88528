import { useCallback, useMemo } from 'react';
import { usePart } from '../../state/observable.ts';
import type { ChatStore, ChatsState } from './chat-store.ts';
import { useRemoved } from './use-removed.ts';
import { type SearchResults, useSearch } from './use-search.ts';

/** What is found for a text, its chats as they are by now and nothing of what was deleted since. */
export const useShownResults = (store: ChatStore, text: string): SearchResults | undefined => {
  const found = useSearch(text);
  // From the first key on, since an answer may be under way when something goes.
  const removed = useRemoved(text.trim() !== '');
  const searching = found !== undefined;
  // The list is followed only while something of it is shown here.
  const known = usePart(
    store,
    useCallback(({ chats }: ChatsState) => (searching ? chats : undefined), [searching]),
  );
  return useMemo(
    () =>
      found && {
        text: found.text,
        chats: found.chats.map(
          (chat) => known?.find(({ chatId }) => chatId === chat.chatId) ?? chat,
        ),
        messages: found.messages.filter(({ order }) => !removed.has(order)),
      },
    [found, known, removed],
  );
};
