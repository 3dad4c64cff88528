import { createClient } from 'dbus-native';
import type { AppOptions } from '../app.ts';
import { startKeyring } from '../keyring.ts';
import { handOver } from '../ordinary-user.ts';
import type { Scope } from '../scope.ts';
import { startDisplay } from './display.ts';
import { type NotificationCentre, openNotificationCentre } from './notifications.ts';
import { openTray, type Tray } from './tray.ts';

/** A whole desktop for one person: a display on which nobody else takes the focus, a keyring, notifications, a tray. */
export interface Desktop {
  readonly notifications: NotificationCentre;
  readonly tray: Tray;
  /** Give these to the app that is to live on it. */
  readonly options: Pick<AppOptions, 'keyring' | 'env'>;
}

/** Starts a desktop that goes with `scope`. Linux only. */
export const startDesktop = async (scope: Scope): Promise<Desktop> => {
  const display = scope.own(await startDisplay());
  const keyring = scope.own(await startKeyring(await scope.folder('keyring')));
  const bus = createClient({
    busAddress: keyring.env.DBUS_SESSION_BUS_ADDRESS ?? '',
    plainValues: true,
  });
  scope.defer(() => bus.close());
  const config = await scope.folder('config');
  await handOver(config);
  return {
    notifications: await openNotificationCentre(bus),
    tray: await openTray(bus),
    options: {
      keyring,
      env: { DISPLAY: display.name, XDG_CONFIG_HOME: config },
    },
  };
};
