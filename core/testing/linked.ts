import type { TestServer } from '../../server/testing/start-test-server.ts';
import type { MessengerOptions } from '../messenger.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import { type TappedNetwork, tapNetwork } from './tapped-network.ts';
import { startTestMessenger, type TestMessenger } from './test-messenger.ts';
import type { Person } from './world.ts';

/** One device of an account, whose network a test can bend. */
export interface Device {
  readonly own: () => TestMessenger;
  readonly handlers: () => TestMessenger['handlers'];
  readonly network: TappedNetwork;
  readonly reopen: (options?: Partial<MessengerOptions>) => Promise<void>;
  /** Closes it, works on what is closed, opens it again. */
  readonly whileClosed: Person['whileClosed'];
  readonly goOffline: () => void;
  /** Resolves once connected. */
  readonly goOnline: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A device without an account yet. */
export const startDevice = async (
  server: TestServer,
  options: Partial<MessengerOptions> = {},
): Promise<Device> => {
  const network = tapNetwork(createNodeNetwork());
  let own = await startTestMessenger({ defaultServerUrl: server.url, network, ...options });
  const isOnline = async () => (await own.handlers.connection.get({})).state === 'online';
  return {
    own: () => own,
    handlers: () => own.handlers,
    network,
    reopen: async (changed) => {
      own = await own.reopen(changed);
    },
    whileClosed: async (work) => {
      const { databaseFile: file, databaseKey: key } = own;
      await own.messenger.close();
      await work({ file, key });
      own = await own.reopen();
    },
    goOffline: () => {
      network.offline = true;
      network.cut();
    },
    goOnline: async () => {
      network.offline = false;
      await own.handlers.connection.retry({});
      await own.until(isOnline);
    },
    close: () => own.close(),
  };
};

/** Links a new device to the account of another one, by the code that it shows; `bend` gets it before. */
export const linkDevice = async (
  known: Device,
  server: TestServer,
  deviceName: string,
  options: Partial<MessengerOptions> = {},
  bend: (device: Device) => void = () => undefined,
): Promise<Device> => {
  const device = await startDevice(server, options);
  bend(device);
  const joining = async () => (await device.handlers().devices.get({})).joining;
  await device.handlers().devices.showCode({ deviceName });
  const code = await device.own().until(async () => {
    const state = await joining();
    return state?.stage === 'showing' ? state.code : null;
  });
  await known.handlers().devices.approve({ code, withHistory: false });
  await device.own().until(async () => (await joining())?.stage === 'answered');
  await device.handlers().devices.confirm({});
  await device.own().until(async () => (await device.handlers().account.get({})).phase === 'ready');
  return device;
};
