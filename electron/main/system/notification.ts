import type { SettingValues } from '../../../contract/settings/registry.ts';
import type { Texts } from './texts.ts';

export interface NotificationRequest {
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  /** Its chat is the one that the window shows. */
  readonly inView: boolean;
}

export type AllowedNotification = Omit<NotificationRequest, 'inView'>;

/**
 * What a notification may show under the person's settings, whatever the window asked for. `undefined`: nothing at all,
 * since they are off or the person is looking at that very chat.
 */
export const allowedNotification = (
  request: NotificationRequest,
  settings: Pick<
    SettingValues,
    'notifications.show' | 'notifications.content' | 'notifications.playSound'
  >,
  focused: boolean,
  texts: Pick<Texts, 'appName' | 'newMessage'>,
): AllowedNotification | undefined => {
  if ((focused && request.inView) || !settings['notifications.show']) return undefined;
  const silent = request.silent || !settings['notifications.playSound'];
  switch (settings['notifications.content']) {
    case 'name_and_text':
      return { title: request.title, body: request.body, silent };
    case 'name':
      return { title: request.title, body: texts.newMessage, silent };
    default:
      return { title: texts.appName, body: texts.newMessage, silent };
  }
};
