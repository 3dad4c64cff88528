import { useCallback, useRef } from 'react';
import type { Message } from '../../../contract/ipc/model.ts';
import { useDeletions, useSession } from '../../host/context.tsx';
import type { MessageWindow } from './message-window.ts';

export type Delete = {
  readonly hidden: ReadonlySet<string>;
  readonly remove: (message: Message) => void;
};

const toLast = ({ body, outgoing, at, state }: Message) => ({ body, outgoing, at, state });

/** Delete for me in one chat: gone from the screen and from the list's preview at once, from the database later. */
export const useDelete = (chatId: string, window: MessageWindow): Delete => {
  const { host, deletions } = useSession();
  const { hidden } = useDeletions();
  const latest = useRef({ window, hidden });
  latest.current = { window, hidden };

  const remove = useCallback(
    (message: Message) => {
      const { messageId, at, outgoing, order } = message;
      const { window: now, hidden: gone } = latest.current;
      const shown = now.messages.filter((one) => !gone.has(one.messageId));
      const isLast = !now.hasNewer && shown.at(-1)?.messageId === messageId;
      const before = shown.at(-2);
      const known = isLast && (before !== undefined || !now.hasOlder);
      const left = known ? (before ? toLast(before) : null) : undefined;
      deletions.remove({ chatId, messageId, at, outgoing, left });
      // Whoever deletes a message has seen it: it must not go on counting as unread.
      if (!outgoing) host.messages.markRead({ chatId, throughOrder: order }).catch(() => undefined);
    },
    [host, deletions, chatId],
  );
  return { hidden, remove };
};
