import { lazy, Suspense, useRef } from 'react';
import type { ChatSummary } from '../../contract/ipc/model.ts';
import type { ChatStore } from '../features/chats/chat-store.ts';
import { TypedAhead } from './typed-ahead.tsx';

const NewChat = lazy(() =>
  import('../features/new-chat/new-chat.tsx').then((m) => ({ default: m.NewChat })),
);

export type NewChatViewProps = {
  store: ChatStore;
  onStarted: (chat: ChatSummary) => void;
  onClose: () => void;
};

/** Begins a chat. Nothing that is typed for it is lost, nor goes elsewhere, while the dialog loads. */
export const NewChatView = ({ store, onStarted, onClose }: NewChatViewProps) => {
  const typed = useRef('');
  return (
    <Suspense fallback={<TypedAhead held={typed} onEscape={onClose} />}>
      <NewChat
        local={store.read().chats.find((chat) => chat.peer.kind === 'local_program')}
        typedAhead={typed}
        onStarted={onStarted}
        onClose={onClose}
      />
    </Suspense>
  );
};
