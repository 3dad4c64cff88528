import { useEffect, useState } from 'react';
import type { chatsDomain } from '../../../contract/ipc/chats.ts';
import type { EventPayload } from '../../../contract/ipc/define.ts';
import { useHost } from '../../host/context.tsx';

const everyMs = 30_000;
/** An answer is good for a minute; a little more, so that what comes in time never blinks. */
const goodMs = 75_000;

export type Presence = Pick<
  EventPayload<typeof chatsDomain.events.presence>,
  'online' | 'lastSeenAt'
>;

/** Whether the other one is there, as they tell it themselves, while the chat is looked at; undefined where they do not. */
export const usePresence = (chatId: string, asks: boolean): Presence | undefined => {
  const { chats } = useHost();
  const [presence, setPresence] = useState<Presence>();
  useEffect(() => {
    setPresence(undefined);
    if (!asks) return undefined;
    let old: ReturnType<typeof setTimeout> | undefined;
    const stop = chats.on('presence', ({ chatId: of, online, lastSeenAt }) => {
      if (of !== chatId) return;
      setPresence({ online, lastSeenAt });
      clearTimeout(old);
      old = setTimeout(() => setPresence(undefined), goodMs);
    });
    const ask = () => {
      if (document.visibilityState === 'visible')
        chats.askPresence({ chatId }).catch(() => undefined);
    };
    ask();
    const timer = setInterval(ask, everyMs);
    return () => {
      stop();
      clearInterval(timer);
      clearTimeout(old);
    };
  }, [chats, chatId, asks]);
  return presence;
};
