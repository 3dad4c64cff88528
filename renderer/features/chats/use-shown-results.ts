import { useCallback, useMemo } from 'react';
import { useDeletions } from '../../host/context.tsx';
import { type ChatStore, type ChatsState, useChats } from './chat-store.ts';
import { type SearchResults, useSearch } from './use-search.ts';

/** What is found for a text, its chats as they are by now and nothing of what was deleted. */
export const useShownResults = (store: ChatStore, text: string): SearchResults | undefined => {
  const found = useSearch(text);
  const deleted = useDeletions();
  const searching = found !== undefined;
  // The list is followed only while something of it is shown here.
  const known = useChats(
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
        messages: found.messages.filter(({ order }) => !deleted.includes(order)),
      },
    [found, known, deleted],
  );
};
