import { authorizationHeader, createApi } from '../../core/connection/api.ts';
import { toBase64 } from '../../core/crypto/bytes.ts';
import {
  generateKyberPreKeys,
  generateOwnKeys,
  generatePreKeys,
  generateSignedPreKey,
  toDeviceKeys,
} from '../../core/crypto/device-keys.ts';
import { createNodeNetwork } from '../../core/platform/node-network.ts';
import { createNodeRandom } from '../../core/platform/node-random.ts';
import { createNumbers } from '../../e2e/support/numbers.ts';
import type { ServerProcess } from '../../e2e/support/server-process.ts';

/** An account with real keys and nobody behind it: for loads that only the relay should feel. */
export interface RawAccount {
  readonly accountId: string;
  readonly registrationId: number;
  readonly authorization: string;
}

/** Registers so many accounts over the server's own endpoints. */
export const registerRawAccounts = async (
  server: ServerProcess,
  count: number,
): Promise<RawAccount[]> => {
  const numbers = createNumbers(0);
  const api = createApi({ network: createNodeNetwork(), baseUrl: server.url, credentials: null });
  const accounts: RawAccount[] = [];
  for (let index = 0; index < count; index++) {
    const number = numbers.malaysian();
    const since = server.mark();
    const { registrationId } = await api('requestCode', { number });
    const code = await server.codeFor(number, since);
    const { registrationToken } = await api('submitCode', { registrationId, code });
    const own = generateOwnKeys(createNodeRandom());
    const now = Date.now();
    const lastResort = generateKyberPreKeys(own, 1, 1, now)[0];
    if (!lastResort) throw new Error('no key');
    const device = toDeviceKeys(own, {
      signed: generateSignedPreKey(own, 1, now),
      lastResort,
      preKeys: generatePreKeys(1, 1),
      kyberPreKeys: [],
    });
    const made = await api('createAccount', {
      registrationToken,
      identityKey: toBase64(own.identityPublicKey),
      findableByNumber: false,
      device,
    });
    accounts.push({
      accountId: made.accountId,
      registrationId: own.registrationId,
      authorization: authorizationHeader(made),
    });
  }
  return accounts;
};
