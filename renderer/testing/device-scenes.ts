import type { DevicesState, HistoryMove, Joining } from '../../contract/ipc/devices.ts';
import { limits } from '../../contract/wire/limits.ts';
import {
  answered,
  createDevicesWorld,
  sampleCode,
  sampleDevices,
  toDevice,
} from './fake/devices-world.ts';
import { createSampleWorld, sampleNow } from './fake/sample-world.ts';
import { createWorld, fakeServer, type World } from './fake/world.ts';

const newAccount: World['account'] = { phase: 'new', server: fakeServer, defaultServerUrl: null };

const joiningScene = (joining: () => Joining) => () =>
  createWorld({
    account: newAccount,
    devices: createDevicesWorld({ state: { joining: joining() } }),
  });

const devicesScene =
  (change: Parameters<typeof createDevicesWorld>[0] = {}, rest: Partial<World> = {}) =>
  () => {
    const devices = createDevicesWorld(change);
    devices.state = { ...devices.state, devices: devices.atServer };
    return createSampleWorld({ devices, ...rest });
  };

export const moving = (change: Partial<HistoryMove> = {}): HistoryMove => ({
  direction: 'receiving',
  stage: 'moving',
  doneMessages: 34_812,
  totalMessages: 100_000,
  problem: null,
  ...change,
});

const historyScene = (change: Partial<HistoryMove>) =>
  devicesScene({ state: { history: moving(change) } });

const added: DevicesState['added'] = { deviceId: 5, name: 'Windows computer', at: Date.now() };

/** Worlds of linked devices to look at, by name. */
export const deviceScenes: Record<string, () => World> = {
  linkcode: joiningScene(() => ({
    stage: 'showing',
    code: sampleCode,
    expiresAt: Date.now() + limits.linkLifetimeMs,
  })),
  linkexpired: joiningScene(() => ({
    stage: 'showing',
    code: sampleCode,
    expiresAt: Date.now() - 1,
  })),
  linkdigits: joiningScene(() => answered()),
  linking: joiningScene(() => ({ stage: 'linking' })),
  linkfailed: joiningScene(() => ({ stage: 'failed', problem: { code: 'too_many_devices' } })),
  devices: devicesScene(),
  onedevice: devicesScene({ atServer: sampleDevices().slice(0, 1) }),
  fivedevices: devicesScene({
    atServer: [
      ...sampleDevices(),
      toDevice(6, { name: null, activeDay: null }),
      toDevice(7, { name: 'A name of sixty letters, which some people really do have, yes' }),
    ],
  }),
  devicesoffline: devicesScene(
    { problem: { code: 'offline' } },
    {
      connection: {
        state: 'offline',
        since: sampleNow - 60_000,
        problem: null,
        offeredKey: null,
        queuedCount: 0,
      },
    },
  ),
  devicesunknown: () =>
    createSampleWorld({ devices: createDevicesWorld({ problem: { code: 'offline' } }) }),
  added: devicesScene({
    state: { added },
    atServer: [...sampleDevices(), toDevice(5, { name: 'Windows computer', addedAt: Date.now() })],
  }),
  linked: devicesScene({
    state: { linked: { deviceId: 4, name: 'Windows computer', at: Date.now() } },
  }),
  newkeyswaiting: devicesScene({
    state: { newKeys: { stage: 'waiting', madeAt: null, problem: null } },
  }),
  newkeysmade: devicesScene({
    atServer: sampleDevices().slice(0, 1),
    state: { newKeys: { stage: 'none', madeAt: sampleNow, problem: null } },
  }),
  moving: historyScene({}),
  movewaiting: historyScene({ stage: 'waiting', doneMessages: 0, totalMessages: null }),
  movepaused: historyScene({ stage: 'paused' }),
  movefailed: historyScene({ stage: 'failed', problem: { code: 'quota_full' } }),
  sending: historyScene({ direction: 'sending' }),
};
