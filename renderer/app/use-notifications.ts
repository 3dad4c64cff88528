import { useEffect } from 'react';
import type { chatsDomain } from '../../contract/ipc/chats.ts';
import type { EventPayload } from '../../contract/ipc/define.ts';
import type { SettingValues } from '../../contract/settings/registry.ts';
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
  const { name, body, count } = incoming;
  const many = t('notify.newCount', { count });
  if (level === 'nothing')
    return { title: t('app.name'), body: count > 1 ? many : t('notify.new') };
  const title = shorten(name, 120);
  if (level === 'name') return { title, body: count > 1 ? many : t('notify.new') };
  const text = body.kind === 'text' ? body.text : t('chat.message.unknown');
  return { title, body: shorten(count > 1 ? `${text} · ${many}` : text, 300) };
};

/** Native notifications for what arrives, and the number on the icon. Main shows none while the window is in front. */
export const useNotifications = (values: SettingValues, unreadTotal: number): void => {
  const t = useT();
  const host = useHost();
  const show = values['notifications.show'];
  const level = values['notifications.content'];
  const silent = !values['notifications.playSound'];
  const count = values['notifications.showBadge'] ? unreadTotal : 0;
  useEffect(() => {
    host.shell.setUnread({ count }).catch(() => undefined);
  }, [host, count]);
  useEffect(() => {
    if (!show) return undefined;
    return host.chats.on('incoming', (incoming) => {
      if (incoming.body.kind === 'notice') return;
      const { title, body } = toNotification(t, level, incoming);
      host.shell.notify({ chatId: incoming.chatId, title, body, silent }).catch(() => undefined);
    });
  }, [host, t, show, level, silent]);
};
