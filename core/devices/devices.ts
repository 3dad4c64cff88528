import { CodedError } from '../../contract/errors/coded-error.ts';
import type { DevicesState } from '../../contract/ipc/devices.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { MessengerHandlers } from '../events.ts';

const unavailable = (): Promise<never> => Promise.reject(new CodedError('unavailable'));

/** The account's devices. */
export const createDevices = (): { readonly handlers: MessengerHandlers['devices'] } => {
  const state = (): DevicesState => ({
    devices: null,
    mostDevices: limits.maxDevicesPerAccount,
    joining: null,
    history: null,
    added: null,
  });
  return {
    handlers: {
      get: async () => state(),
      refresh: unavailable,
      showCode: unavailable,
      cancelCode: async () => state(),
      confirm: unavailable,
      readCode: unavailable,
      approve: unavailable,
      rename: unavailable,
      unlink: unavailable,
      readAdded: async () => state(),
      cancelHistory: unavailable,
      resumeHistory: unavailable,
    },
  };
};
