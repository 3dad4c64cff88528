import { defineInterface, type MessageBus } from 'dbus-native';

/** The icon that an app put into the tray. */
export interface TrayItem {
  /** What is read when the pointer rests on it. */
  readonly toolTip: () => Promise<string>;
  /** What a click on it does. */
  readonly activate: () => Promise<void>;
  readonly isThere: () => Promise<boolean>;
}

export interface Tray {
  readonly items: () => readonly TrayItem[];
}

const itemInterface = 'org.kde.StatusNotifierItem';
const itemPath = '/StatusNotifierItem';

const itemOf = (bus: MessageBus, service: string): TrayItem => ({
  toolTip: async () => {
    const toolTip = await bus.invoke<[string, unknown, string, string]>({
      destination: service,
      path: itemPath,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [itemInterface, 'ToolTip'],
    });
    return toolTip[2];
  },
  activate: async () => {
    await bus.invoke({
      destination: service,
      path: itemPath,
      interface: itemInterface,
      member: 'Activate',
      signature: 'ii',
      body: [0, 0],
    });
  },
  isThere: async () =>
    bus.invoke<boolean>({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'NameHasOwner',
      signature: 's',
      body: [service],
    }),
});

/** A tray without pixels: it watches for items as a panel does (StatusNotifierItem specification). */
export const openTray = async (bus: MessageBus): Promise<Tray> => {
  const services = new Set<string>();
  const watcher = defineInterface({
    name: 'org.kde.StatusNotifierWatcher',
    methods: {
      RegisterStatusNotifierItem: {
        in: { service: 's' },
        handler: ({ service }: { service: string }) => {
          services.add(service);
          return null;
        },
      },
      RegisterStatusNotifierHost: { in: { service: 's' }, handler: () => null },
    },
    properties: {
      RegisteredStatusNotifierItems: { type: 'as', access: 'read', get: () => [...services] },
      IsStatusNotifierHostRegistered: { type: 'b', access: 'read', value: true },
      ProtocolVersion: { type: 'i', access: 'read', value: 0 },
    },
  });
  await bus.export('/StatusNotifierWatcher', watcher);
  await bus.ownName('org.kde.StatusNotifierWatcher');
  return { items: () => [...services].map((service) => itemOf(bus, service)) };
};
