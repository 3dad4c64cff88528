import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ErrorDetails } from '../../contract/errors/coded-error.ts';
import { encodeServerFrame } from '../../contract/wire/frames.ts';
import { type Person, startWorld, type World } from '../testing/world.ts';

let world: World;
let aisyah: Person;

beforeEach(async () => {
  world = await startWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
  await aisyah.online();
});
afterEach(() => world.close());

/** The server refuses the device on the socket, and again when it is asked over HTTP. */
const refuse = (overSocket: ErrorDetails | undefined, overHttp: ErrorDetails | undefined): void => {
  const network = aisyah.network();
  const { request } = network;
  const refusal = (details: ErrorDetails | undefined) =>
    ({ code: 'unauthorized', ...(details ? { details } : {}) }) as const;
  Object.assign(network, {
    request: async (wanted: Parameters<typeof request>[0]) =>
      wanted.url.endsWith('/v1/account')
        ? { status: 401, retryAfterMs: undefined, body: JSON.stringify(refusal(overHttp)) }
        : request(wanted),
  });
  network.inject(encodeServerFrame({ kind: 'error', requestId: 0, error: refusal(overSocket) }));
};

test.each([
  [undefined, { reason: 'number_registered_again' }, 'number_registered_again'],
  [{ reason: 'account_deleted' }, undefined, 'account_deleted'],
  [{ reason: 'account_deleted' }, { reason: '<b>you won</b>' }, 'account_deleted'],
  [undefined, { reason: ['device_removed'], more: 1 }, 'device_removed'],
])(
  'signed out with %j and %j is told as %s, also after a restart',
  {
    timeout: 60_000,
  },
  async (overSocket, overHttp, reason) => {
    refuse(overSocket, overHttp);
    const signedOut = { phase: 'signed_out', number: aisyah.number, reason };
    expect(
      await aisyah.own().until(async () => {
        const account = await aisyah.handlers().account.get({});
        return account.phase === 'signed_out' && account;
      }),
    ).toMatchObject(signedOut);
    await aisyah.reopen();
    expect(await aisyah.handlers().account.get({})).toMatchObject(signedOut);
  },
);

test('what belongs to the account can be set while offline, and not once signed out', async () => {
  const badrul = await world.person('+60123456702', 'Badrul');
  await aisyah.chatWith(badrul);
  const { accountId } = badrul;
  const key = 'privacy.sendTyping';
  const { accountSettings, people, profile, account, sharing } = aisyah.handlers();
  const changes: readonly (() => Promise<unknown>)[] = [
    () => accountSettings.set({ key, value: false }),
    () => accountSettings.undo({ key }),
    () => accountSettings.setHere({ key, value: false }),
    () => accountSettings.setForChat({ accountId, key, value: false }),
    () => people.block({ accountId }),
    () => people.unblock({ accountId }),
    () => people.accept({ accountId }),
    () => profile.setAbout({ about: 'di sini' }),
    () => account.setName({ name: 'Aisyah Yusof' }),
  ];
  aisyah.network().offline = true;
  aisyah.network().cut();
  for (const change of changes) await change();
  aisyah.network().offline = false;
  await aisyah.handlers().connection.retry({});
  await aisyah.online();

  refuse(undefined, { reason: 'device_removed' });
  await aisyah.own().until(async () => (await account.get({})).phase === 'signed_out');
  const shown = async () => [
    await accountSettings.get({}),
    await accountSettings.chat({ accountId }),
    await people.blocked({}),
  ];
  const before = await shown();
  const refused = [
    ...changes,
    () => accountSettings.resolve({ key, write: '0011223344556677.1' }),
    () => people.removeRequest({ accountId }),
    () => profile.setPhoto({ photo: null }),
    () => account.setUsername({ name: 'aisyah' }),
    () => sharing.setGlobalOptOut({ on: true, shown: { policy: null, text: '' } } as never),
  ];
  for (const change of refused)
    await expect(change()).rejects.toMatchObject({ code: 'not_registered' });
  expect(await shown()).toEqual(before);
});
