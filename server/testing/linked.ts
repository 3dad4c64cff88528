import type { DeviceKeys } from '../../contract/wire/keys.ts';
import type { TestServer } from './start-test-server.ts';
import { call, type TestAccount } from './test-client.ts';

let lastRegistrationId = 5_000;

/** Keys of one more device of a person. */
export const moreKeys = ({ identity }: TestAccount): DeviceKeys =>
  identity.deviceKeys({ registrationId: ++lastRegistrationId });

export const askTicket = async (server: Pick<TestServer, 'url'>, by: TestAccount) =>
  (await call(server.url, 'createLinkTicket', {}, by.authorization)).ticket;

export const sealedName = Buffer.alloc(64, 7).toString('base64');

/** Adds a device with a ticket; rejects as the server does. */
export const addWith = async (
  { url }: Pick<TestServer, 'url'>,
  of: TestAccount,
  ticket: string,
  device = moreKeys(of),
): Promise<TestAccount> => {
  const added = await call(url, 'addDevice', { ticket, device, sealedName });
  const { accountId, deviceId, token } = added;
  return {
    ...of,
    accountId,
    deviceId,
    registrationId: device.registrationId,
    authorization: `Bearer ${accountId}.${deviceId}.${token}`,
  };
};

/** One more device of a person, added by one that they have. */
export const linkDevice = async (
  server: Pick<TestServer, 'url'>,
  by: TestAccount,
): Promise<TestAccount> => addWith(server, by, await askTicket(server, by));

export const removeDevice = (
  { url }: Pick<TestServer, 'url'>,
  by: TestAccount,
  { deviceId }: Pick<TestAccount, 'deviceId'>,
  farewell: string | null = null,
) => call(url, 'removeDevices', { devices: [{ deviceId, farewell }] }, by.authorization);
