import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { AccountState } from '../../../contract/ipc/account.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import { readyAccount, type World } from './world.ts';

const codeMs = 600_000;

export const accountHandlers = (
  world: World,
  emit: (name: string, payload: unknown) => void,
): Handlers<EngineDomains['account']> => {
  const put = (state: AccountState) => {
    world.account = state;
    emit('account.changed', state);
    return state;
  };
  const ready = () => {
    if (world.account.phase !== 'ready') throw new CodedError('not_registered');
    return world.account;
  };
  return {
    get: async () => world.account,
    describeServer: async ({ url }) => {
      if (!/^https?:\/\/[\w.-]+(:\d+)?/.test(url)) throw new CodedError('server_address_invalid');
      if (url.includes('nobody')) throw new CodedError('server_not_bisik');
      return { ...world.server, url, pinnedAt: null };
    },
    chooseServer: async ({ url }) =>
      put({ phase: 'new', server: { ...world.server, url }, defaultServerUrl: null }),
    requestCode: async ({ number }) => {
      if (number.endsWith('0000')) throw new CodedError('rate_limited', { retryAfterMs: 42_000 });
      const now = Date.now();
      return put({
        phase: 'code_sent',
        server: world.server,
        number,
        expiresAt: now + codeMs,
        resendAt: now + 30_000,
      });
    },
    submitCode: async ({ code }) => {
      if (world.account.phase !== 'code_sent') throw new CodedError('code_expired');
      if (world.account.expiresAt < Date.now()) throw new CodedError('code_expired');
      if (code !== world.rightCode) throw new CodedError('code_wrong');
      return put({ phase: 'verified', server: world.server, number: world.account.number });
    },
    restart: async () => put({ phase: 'new', server: world.server, defaultServerUrl: null }),
    finish: async ({ name, findableByNumber }) => {
      if (world.account.phase !== 'verified') throw new CodedError('not_registered');
      const { number } = world.account;
      return put({ ...readyAccount(), name, findableByNumber, number, username: null });
    },
    setName: async ({ name }) => put({ ...ready(), name }),
    setUsername: async ({ name }) => {
      if (name === 'taken') throw new CodedError('username_taken');
      return put({ ...ready(), username: name && `${name}.17` });
    },
    acceptServerKey: async () => {
      world.connection = { ...world.connection, state: 'online', problem: null, offeredKey: null };
      emit('connection.changed', world.connection);
      return put(ready());
    },
    remove: async ({ number }) => {
      if (number !== ready().number) throw new CodedError('number_invalid');
      return put({ phase: 'new', server: world.server, defaultServerUrl: null });
    },
  };
};
