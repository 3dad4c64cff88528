import { useCallback, useMemo } from 'react';
import { useDeletions } from '../../host/context.tsx';
import { withoutDeleted } from '../../host/deletions.ts';
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
        chats: found.chats.map((chat) =>
          withoutDeleted(known?.find(({ chatId }) => chatId === chat.chatId) ?? chat, deleted.all),
        ),
        messages: found.messages.filter(({ messageId }) => !deleted.hidden.has(messageId)),
      },
    [found, known, deleted],
  );
};
