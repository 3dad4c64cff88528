import { useEffect, useRef } from 'react';
import type { chatsDomain } from '../../contract/ipc/chats.ts';
import type { EventPayload } from '../../contract/ipc/define.ts';
import type { SettingValues } from '../../contract/settings/registry.ts';
import type { ChatStore } from '../features/chats/chat-store.ts';
import { useHost } from '../host/context.tsx';
import type { Translate } from '../i18n/intl.tsx';
import { useT } from '../i18n/intl.tsx';

export type Incoming = EventPayload<typeof chatsDomain.events.incoming>;

const shorten = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** What a notification may say at the level that the person chose. */
export const toNotification = (
  t: Translate,
  level: SettingValues['notifications.content'],
  incoming: Incoming,
): { title: string; body: string } => {
  const { name, body, count, request } = incoming;
  if (request) return { title: t('app.name'), body: t('notify.request') };
  const many = t('notify.newCount', { count });
  if (level === 'nothing')
    return { title: t('app.name'), body: count > 1 ? many : t('notify.new') };
  const title = shorten(name, 120);
  if (level === 'name') return { title, body: count > 1 ? many : t('notify.new') };
  const text = body.kind === 'text' ? body.text : t('chat.message.unknown');
  return { title, body: shorten(count > 1 ? `${text} · ${many}` : text, 300) };
};

/**
 * Native notifications for what arrives, taken back once it is read, and the number on the icon. Main shows none for the
 * chat that stands in a window in front. Nothing of it outlives the screen.
 */
export const useNotifications = (
  values: SettingValues,
  store: ChatStore,
  shownId: string | undefined,
  /** Signed out, nothing that could be read is on its way: the icon asks nobody to come. */
  signedIn: boolean,
): void => {
  const t = useT();
  const host = useHost();
  const inView = useRef(shownId);
  inView.current = shownId;
  const told = useRef(new Set<string>());
  const show = values['notifications.show'];
  const level = values['notifications.content'];
  const silent = !values['notifications.playSound'];
  const counts = signedIn && values['notifications.showBadge'];

  useEffect(() => {
    let last: number | undefined;
    const tell = () => {
      const count = counts ? store.read().unreadTotal : 0;
      if (count !== last) host.shell.setUnread({ count }).catch(() => undefined);
      last = count;
    };
    tell();
    return store.subscribe(tell);
  }, [host, store, counts]);

  useEffect(() => {
    if (!show) return undefined;
    return host.chats.on('incoming', (incoming) => {
      const { chatId, body: content } = incoming;
      if (content.kind === 'notice') return;
      const { title, body } = toNotification(t, level, incoming);
      told.current.add(chatId);
      host.shell
        .notify({ chatId, title, body, silent, inView: chatId === inView.current })
        .catch(() => undefined);
    });
  }, [host, t, show, level, silent]);

  useEffect(() => {
    const { current } = told;
    const withdraw = (chatIds: readonly string[]) => {
      const gone = chatIds.filter((chatId) => current.delete(chatId));
      if (gone.length > 0) host.shell.withdraw({ chatIds: gone }).catch(() => undefined);
    };
    const stop = host.chats.on('changed', ({ chats }) =>
      withdraw(chats.filter((chat) => chat.unreadCount === 0).map((chat) => chat.chatId)),
    );
    return () => {
      stop();
      withdraw([...current]);
      host.shell.setUnread({ count: 0 }).catch(() => undefined);
    };
  }, [host]);
};
