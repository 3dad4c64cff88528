import { defineInterface, type MessageBus } from 'dbus-native';

/** One notification as the desktop was asked to show it. */
export interface Shown {
  readonly id: number;
  readonly title: string;
  readonly body: string;
}

export interface NotificationCentre {
  /** All that were asked for so far, oldest first. */
  readonly all: () => readonly Shown[];
  readonly isOpen: (shown: Shown) => boolean;
  /** What a person's click on it does. */
  readonly click: (shown: Shown) => void;
}

const path = '/org/freedesktop/Notifications';
const name = 'org.freedesktop.Notifications';
const dismissed = 2;
const closedByApp = 3;

/** Shows nothing and keeps everything (Desktop Notifications Specification 1.2). */
export const openNotificationCentre = async (bus: MessageBus): Promise<NotificationCentre> => {
  const all: Shown[] = [];
  const open = new Set<number>();
  const end = (id: number, reason: number): void => {
    if (open.delete(id)) centre.emit.NotificationClosed?.(id, reason);
  };
  const centre = defineInterface({
    name,
    methods: {
      Notify: {
        in: {
          app: 's',
          replaces: 'u',
          icon: 's',
          title: 's',
          body: 's',
          actions: 'as',
          hints: 'a{sv}',
          timeout: 'i',
        },
        out: { id: 'u' },
        handler: ({ replaces, title, body }: { replaces: number; title: string; body: string }) => {
          const id = replaces || all.length + 1;
          all.push({ id, title, body });
          open.add(id);
          return id;
        },
      },
      CloseNotification: {
        in: { id: 'u' },
        handler: ({ id }: { id: number }) => {
          end(id, closedByApp);
          return null;
        },
      },
      GetCapabilities: {
        out: { capabilities: 'as' },
        handler: () => ['body', 'body-markup', 'actions'],
      },
      GetServerInformation: {
        out: { name: 's', vendor: 's', version: 's', specification: 's' },
        handler: () => ({ name: 'Journey', vendor: 'Bisik', version: '1', specification: '1.2' }),
      },
    },
    signals: {
      ActionInvoked: { args: { id: 'u', action: 's' } },
      NotificationClosed: { args: { id: 'u', reason: 'u' } },
    },
  });
  await bus.export(path, centre);
  await bus.ownName(name);
  return {
    all: () => all,
    isOpen: ({ id }) => open.has(id),
    click: ({ id }) => {
      centre.emit.ActionInvoked?.(id, 'default');
      end(id, dismissed);
    },
  };
};
