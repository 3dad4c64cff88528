import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import { photoType } from '../../../contract/privacy/profile.ts';
import type { World } from './world.ts';

type Emit = (name: string, payload: unknown) => void;

const toBytes = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

/** The own profile stands in `world.profile`, those of others in `world.profiles` by account. */
export const profileHandlers = (world: World, emit: Emit): Handlers<EngineDomains['profile']> => {
  const state = () => ({
    name: world.account.phase === 'ready' ? world.account.name : '',
    ...world.profile,
    waiting: world.connection.state !== 'online' && world.profile.waiting,
  });
  const change = (next: Partial<World['profile']>) => {
    world.profile = { ...world.profile, ...next, waiting: world.connection.state !== 'online' };
    emit('profile.changed', { accountId: null });
    return state();
  };
  return {
    get: async () => state(),
    setAbout: async ({ about }) => change({ about }),
    setPhoto: async ({ photo }) => {
      if (photo !== null && photoType(toBytes(photo)) === null) throw new CodedError('too_large');
      return change({ photo });
    },
    of: async ({ accountId }) => {
      const chat = world.chats.find(({ peer }) => peer.accountId === accountId);
      if (!chat || chat.request || chat.peer.blocked) return { about: null, photo: null };
      return world.profiles.get(accountId) ?? { about: null, photo: null };
    },
  };
};
