import { useEffect } from 'react';
import { useHost } from '../host/context.tsx';

export type ShellRequests = {
  readonly openChat: (chatId: string) => void;
  readonly openSettings: () => void;
  readonly newChat: () => void;
};

/** What is asked for outside the page: a notification that was pressed, an entry of the menu. */
export const useShellRequests = ({ openChat, openSettings, newChat }: ShellRequests): void => {
  const { shell } = useHost();
  useEffect(() => {
    const stops = [
      shell.on('openChat', ({ chatId }) => openChat(chatId)),
      shell.on('openSettings', () => openSettings()),
      shell.on('newChat', () => newChat()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [shell, openChat, openSettings, newChat]);
};
