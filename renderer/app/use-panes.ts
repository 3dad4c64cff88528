import { useCallback, useMemo, useState } from 'react';
import type { Anchor } from '../features/conversation/use-messages.ts';
import type { SectionId } from '../features/settings/sections.ts';

type Open = { readonly chatId: string; readonly start: Anchor; readonly visit: number };

export type Panes = {
  readonly view: 'chats' | 'settings';
  /** Which chats are listed. */
  readonly listed: 'chats' | 'requests';
  readonly open: Open | null;
  readonly section: SectionId | null;
  /** What there is to know of the open chat's encryption stands there, too. */
  readonly encryption: boolean;
  readonly openChat: (chatId: string, start?: Anchor) => void;
  readonly openSettings: (section?: SectionId | null) => void;
  readonly showChats: () => void;
  readonly closeChat: () => void;
  readonly showEncryption: (shown: boolean) => void;
  readonly showListed: (listed: Panes['listed']) => void;
};

const unread: Anchor = { at: 'unread' };

/** Which screen stands where. */
export const usePanes = (): Panes => {
  const [view, setView] = useState<'chats' | 'settings'>('chats');
  const [open, setOpen] = useState<Open | null>(null);
  const [listed, showListed] = useState<Panes['listed']>('chats');
  const [encryptionOf, setEncryptionOf] = useState<string | null>(null);
  const [section, setSection] = useState<SectionId | null>(null);

  const openChat = useCallback((chatId: string, start: Anchor = unread) => {
    setView('chats');
    setEncryptionOf(null);
    setOpen((last) =>
      last?.chatId === chatId && start === unread
        ? last
        : { chatId, start, visit: (last?.visit ?? 0) + 1 },
    );
  }, []);
  const openSettings = useCallback((to: SectionId | null = null) => {
    setView('settings');
    setSection(to);
  }, []);
  const showChats = useCallback(() => setView('chats'), []);
  const closeChat = useCallback(() => {
    setOpen(null);
    setEncryptionOf(null);
  }, []);
  const openId = open?.chatId ?? null;
  const encryption = openId !== null && encryptionOf === openId;
  const showEncryption = useCallback(
    (shown: boolean) => setEncryptionOf(shown ? openId : null),
    [openId],
  );

  return useMemo(
    () => ({
      view,
      listed,
      open,
      section,
      encryption,
      openChat,
      openSettings,
      showChats,
      closeChat,
      showEncryption,
      showListed,
    }),
    [
      view,
      listed,
      open,
      section,
      encryption,
      openChat,
      openSettings,
      showChats,
      closeChat,
      showEncryption,
    ],
  );
};
