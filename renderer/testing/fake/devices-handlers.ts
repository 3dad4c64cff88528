import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { DevicesState } from '../../../contract/ipc/devices.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';

const unavailable = (): Promise<never> => Promise.reject(new CodedError('unavailable'));

export const devicesHandlers = (): Handlers<EngineDomains['devices']> => {
  const state: DevicesState = {
    devices: null,
    mostDevices: 5,
    joining: null,
    history: null,
    added: null,
  };
  return {
    get: async () => state,
    refresh: unavailable,
    showCode: unavailable,
    cancelCode: async () => state,
    confirm: unavailable,
    readCode: unavailable,
    approve: unavailable,
    rename: unavailable,
    unlink: unavailable,
    readAdded: async () => state,
    cancelHistory: unavailable,
    resumeHistory: unavailable,
  };
};
