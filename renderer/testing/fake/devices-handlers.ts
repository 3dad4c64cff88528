import { CodedError, fromErrorBody } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { DevicesState, HistoryMove } from '../../../contract/ipc/devices.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { toDevice } from './devices-world.ts';
import { readyAccount, type World } from './world.ts';

/** Answers about devices as an engine would give them. What the other device does, a test or a preview says by `emit`. */
export const devicesHandlers = (
  world: World,
  emit: (name: string, payload: unknown) => void,
): Handlers<EngineDomains['devices']> => {
  const own = () => world.devices;
  const put = (change: Partial<DevicesState>): DevicesState => {
    own().state = { ...own().state, ...change };
    emit('devices.changed', own().state);
    return own().state;
  };
  const ask = (call: string, input: unknown = {}) => {
    own().asked.push({ call, input });
    const { problem } = own();
    if (problem) throw fromErrorBody(problem);
  };
  const read = (code: string) => {
    const shown = own().codes.get(code.trim());
    if (!shown) throw new CodedError('link_code_invalid');
    if (own().atServer.length >= limits.maxDevicesPerAccount) {
      throw new CodedError('too_many_devices');
    }
    return shown;
  };
  const move = (change: Partial<HistoryMove>) => {
    const { history } = own().state;
    return history ? put({ history: { ...history, ...change } }) : own().state;
  };
  let made = 0;
  return {
    get: async () => own().state,
    refresh: async () => {
      ask('refresh');
      return put({ devices: own().atServer });
    },
    showCode: async (input) => {
      ask('showCode', input);
      put({ joining: { stage: 'preparing' } });
      const { ownCodes } = own();
      const code = ownCodes[made % ownCodes.length] ?? '';
      made += 1;
      const expiresAt = Date.now() + limits.linkLifetimeMs;
      return put({ joining: { stage: 'showing', code, expiresAt } });
    },
    cancelCode: async () => {
      own().asked.push({ call: 'cancelCode', input: {} });
      return put({ joining: null });
    },
    confirm: async () => {
      ask('confirm');
      const { joining } = own().state;
      if (joining?.stage !== 'answered') throw new CodedError('bad_request');
      const { number, name, withHistory } = joining;
      put({ joining: { stage: 'linking' } });
      world.account = { ...readyAccount(), deviceId: 5, number, name };
      emit('account.changed', world.account);
      return put({
        joining: null,
        history: withHistory
          ? {
              direction: 'receiving',
              stage: 'waiting',
              doneMessages: 0,
              totalMessages: null,
              problem: null,
            }
          : null,
      });
    },
    readCode: async ({ code }) => {
      ask('readCode', { code });
      return read(code);
    },
    approve: async (input) => {
      ask('approve', input);
      read(input.code);
      return input.withHistory
        ? put({
            history: {
              direction: 'sending',
              stage: 'waiting',
              doneMessages: 0,
              totalMessages: null,
              problem: null,
            },
          })
        : own().state;
    },
    rename: async ({ name }) => {
      ask('rename', { name });
      own().atServer = own().atServer.map((device) =>
        device.thisDevice ? { ...device, name } : device,
      );
      return put({ devices: own().atServer });
    },
    unlink: async (input) => {
      ask('unlink', input);
      const gone = new Set(input.deviceIds);
      own().atServer = own().atServer.filter(({ deviceId }) => !gone.has(deviceId));
      const { added } = own().state;
      return put({
        devices: own().atServer,
        added: added && (added.deviceId === null || !gone.has(added.deviceId)) ? added : null,
      });
    },
    makeNewKeys: async () => {
      ask('makeNewKeys');
      own().atServer = own().atServer.filter(({ thisDevice }) => thisDevice);
      return put({
        devices: own().atServer,
        newKeys: { stage: 'none', madeAt: Date.now(), problem: null },
      });
    },
    readAdded: async () => {
      own().asked.push({ call: 'readAdded', input: {} });
      return put({ added: null });
    },
    readLinked: async () => {
      own().asked.push({ call: 'readLinked', input: {} });
      return put({ linked: null });
    },
    cancelHistory: async () => {
      own().asked.push({ call: 'cancelHistory', input: {} });
      return move({ stage: 'cancelled' });
    },
    resumeHistory: async () => {
      ask('resumeHistory');
      return move({ stage: 'moving', problem: null });
    },
  };
};

/** The new app that was approved here joined: it is in the list, and told of quietly. */
export const joinDevice = (world: World, deviceId: number, name: string): DevicesState => {
  const device = toDevice(deviceId, { name, addedAt: Date.now(), activeDay: null });
  world.devices.atServer = [...world.devices.atServer, device];
  world.devices.state = {
    ...world.devices.state,
    devices: world.devices.atServer,
    linked: { deviceId, name, at: device.addedAt },
  };
  return world.devices.state;
};
