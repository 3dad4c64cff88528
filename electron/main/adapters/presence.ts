import { app, type BrowserWindow } from 'electron';
import type { SettingValues } from '../../../contract/settings/registry.ts';
import type { MenuAction } from '../system/menu-template.ts';
import type { Texts } from '../system/texts.ts';
import { openTray, overlayIcon, type TrayIcon } from './menus.ts';

/** What shows of the app outside its window: the tray's icon, and how many messages are unread. */
export interface Presence {
  readonly setUnread: (count: number) => void;
  /** Follows the settings as they are now. */
  readonly update: () => void;
  readonly isInTray: () => boolean;
  readonly close: () => void;
}

export const createPresence = (options: {
  values: () => SettingValues;
  texts: () => Texts;
  window: () => BrowserWindow | undefined;
  act: (action: MenuAction) => void;
}): Presence => {
  let tray: TrayIcon | undefined;
  let unreadCount = 0;

  const closeTray = (): void => {
    tray?.close();
    tray = undefined;
  };
  const showUnread = (): void => {
    const texts = options.texts();
    const count = options.values()['notifications.showBadge'] ? unreadCount : 0;
    app.setBadgeCount(count);
    if (process.platform === 'win32')
      options.window()?.setOverlayIcon(count > 0 ? overlayIcon() : null, texts.unread(count));
    tray?.update(texts, count);
  };

  return {
    setUnread: (count) => {
      unreadCount = count;
      showUnread();
    },
    update: () => {
      if (options.values()['system.keepInTray']) tray ??= openTray(options.act);
      else closeTray();
      showUnread();
    },
    isInTray: () => tray !== undefined,
    close: closeTray,
  };
};
