import { type RefObject, useCallback, useRef, useState } from 'react';
import type { ChatStore } from '../features/chats/chat-store.ts';
import {
  focusChat,
  focusComposer,
  focusEncryptionLine,
  focusRequests,
  isEncryptionTold,
} from './focus.ts';
import type { Panes } from './use-panes.ts';
import { useShellRequests } from './use-shell-requests.ts';
import { useShortcuts } from './use-shortcuts.ts';

export type Ways = {
  /** The field that the shortcut leads to. */
  readonly searchField: RefObject<HTMLInputElement | null>;
  /** Grows when what was searched for is over. */
  readonly searchRound: number;
  /** A chat that was just begun, or asked for outside the page. */
  readonly openNew: (chatId: string) => void;
  readonly openOne: (chatId: string, byKeyboard?: boolean) => void;
  readonly openMessage: (place: { chatId: string; order: number }) => void;
  readonly leaveChat: () => void;
  /** The open chat is no more. */
  readonly gone: () => void;
  /** The open request is a chat now. */
  readonly accepted: () => void;
  readonly showRequests: () => void;
  readonly leaveRequests: () => void;
  readonly showEncryption: (shown: boolean) => void;
  readonly openSettings: () => void;
  readonly openProfile: () => void;
  readonly openPrivacy: () => void;
};

/** Where the person goes, by a press, a key or from outside the page, and where the keyboard is then. */
export const useWays = (options: {
  readonly panes: Panes;
  readonly chatStore: ChatStore;
  readonly narrow: boolean;
  readonly newChat: () => void;
  readonly undo: () => boolean;
}): Ways => {
  const { panes, chatStore, narrow, newChat, undo } = options;
  const { openChat, closeChat, showChats, showListed } = panes;
  const { open, view, section, encryption } = panes;
  const searchField = useRef<HTMLInputElement>(null);
  const [searchRound, setSearchRound] = useState(0);

  const openNew = useCallback(
    (chatId: string) => {
      setSearchRound((round) => round + 1);
      openChat(chatId);
    },
    [openChat],
  );
  const openOne = useCallback(
    (chatId: string, byKeyboard = false) => {
      openChat(chatId);
      if (byKeyboard) focusComposer(chatId);
    },
    [openChat],
  );
  const openMessage = useCallback(
    ({ chatId, order }: { chatId: string; order: number }) =>
      openChat(chatId, { at: 'order', order }),
    [openChat],
  );
  const leaveChat = useCallback(() => {
    if (narrow) closeChat();
    focusChat(open?.chatId);
  }, [open, narrow, closeChat]);
  const gone = useCallback(() => {
    closeChat();
    if (chatStore.read().requests.length === 0) showListed('chats');
    focusChat(undefined);
  }, [closeChat, chatStore, showListed]);
  const accepted = useCallback(() => showListed('chats'), [showListed]);
  const showRequests = useCallback(() => {
    showListed('requests');
    focusRequests();
  }, [showListed]);
  const leaveRequests = useCallback(() => {
    showListed('chats');
    focusRequests();
  }, [showListed]);
  const showEncryption = useCallback(
    (shown: boolean) => {
      panes.showEncryption(shown);
      if (!shown) focusEncryptionLine();
    },
    [panes.showEncryption],
  );
  const openProfile = useCallback(() => panes.openSettings('profile'), [panes.openSettings]);
  const openPrivacy = useCallback(() => panes.openSettings('privacy'), [panes.openSettings]);
  const openSettings = useCallback(() => panes.openSettings(), [panes.openSettings]);

  useShellRequests({ openChat: openNew, openSettings, newChat });
  useShortcuts({
    search: () => {
      showChats();
      showListed('chats');
      if (narrow) closeChat();
      requestAnimationFrame(() => {
        searchField.current?.focus();
        searchField.current?.select();
      });
    },
    newChat,
    settings: openSettings,
    encryption: () => {
      if (view === 'chats' && (encryption || isEncryptionTold())) showEncryption(!encryption);
    },
    back: () => {
      if (view === 'settings') {
        if (narrow && section) openSettings();
        else {
          showChats();
          focusChat(open?.chatId);
        }
        return true;
      }
      if (!open) {
        if (panes.listed === 'chats') return false;
        leaveRequests();
        return true;
      }
      if (encryption) showEncryption(false);
      else leaveChat();
      return true;
    },
    undo,
    step: (by) => {
      const { chats } = chatStore.read();
      const at = chats.findIndex((chat) => chat.chatId === open?.chatId);
      const next = chats[at + by];
      if (next) openChat(next.chatId);
    },
  });

  return {
    searchField,
    searchRound,
    openNew,
    openOne,
    openMessage,
    leaveChat,
    gone,
    accepted,
    showRequests,
    leaveRequests,
    showEncryption,
    openSettings,
    openProfile,
    openPrivacy,
  };
};
