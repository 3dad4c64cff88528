import { app, Notification } from 'electron';
import type { AllowedNotification } from '../system/notification.ts';
import { toNotificationBody } from '../system/notification-markup.ts';

/** Native notifications, the newest of each chat. */
export const createNotifications = (onClick: (chatId: string) => void) => {
  const shown = new Map<string, Notification>();
  return {
    show: (chatId: string, { title, body, silent }: AllowedNotification): void => {
      if (!Notification.isSupported()) return;
      shown.get(chatId)?.close();
      const text = toNotificationBody(body, process.platform);
      const notification = new Notification({ title, body: text, silent });
      // Held here: one that is collected no longer answers to a click.
      shown.set(chatId, notification);
      const forget = (): void => {
        if (shown.get(chatId) === notification) shown.delete(chatId);
      };
      notification.on('click', () => {
        forget();
        onClick(chatId);
      });
      // Not at `close`: what only timed out may still lie in the system's list, and must be withdrawn from there.
      notification.on('failed', forget);
      notification.show();
    },
    withdraw: (chatIds: readonly string[]): void => {
      for (const chatId of chatIds) {
        shown.get(chatId)?.close();
        shown.delete(chatId);
      }
    },
    clear: (): void => {
      for (const notification of shown.values()) notification.close();
      shown.clear();
    },
  };
};

const whenStartedAtLogin = { args: ['--hidden'] };

/** Whether the system started the app as the person logged in. macOS hands on no arguments. */
export const startedAtLogin = (): boolean =>
  process.platform === 'darwin'
    ? app.getLoginItemSettings().wasOpenedAtLogin
    : process.argv.includes('--hidden');

/** Start at login where the system keeps a list of its own (Windows, macOS). */
export const setLoginItem = (on: boolean): void => {
  // Windows finds the entry by its arguments only.
  if (app.getLoginItemSettings(whenStartedAtLogin).openAtLogin !== on)
    app.setLoginItemSettings({ ...whenStartedAtLogin, openAtLogin: on });
};
