import { useEffect } from 'react';
import { useHost } from '../host/context.tsx';

/** Tells the shell once the list of chats is drawn: what no first picture needs waits for that. */
export const useFirstPicture = (listed: boolean): void => {
  const { shell } = useHost();
  useEffect(() => {
    if (!listed) return undefined;
    const frame = requestAnimationFrame(() => {
      shell.rendered({ what: 'chat_list' }).catch(() => undefined);
    });
    return () => cancelAnimationFrame(frame);
  }, [shell, listed]);
};
