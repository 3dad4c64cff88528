import { join } from 'node:path';
import type { Policy } from '../../contract/policy/document.ts';
import { createTestIdentity } from '../../server/modules/certificates/testing/device-keys.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import { addAccount } from '../../server/store/testing/rows.ts';
import { type Chooser, createChooser, publish } from '../../server/testing/choices.ts';
import type { TestAccount } from '../../server/testing/test-client.ts';

export interface SeededChooser {
  readonly account: TestAccount;
  readonly device: Chooser;
}

/** Puts a policy and accounts whose devices can sign choices into a server's data folder, before it starts. */
export const seedChoosers = async (
  dataFolder: string,
  policy: Policy,
  count: number,
): Promise<readonly SeededChooser[]> => {
  const store = openSqliteStore({ file: join(dataFolder, 'bisik-server.db') });
  await publish(store, policy);
  const choosers: SeededChooser[] = [];
  for (let index = 0; index < count; index++) {
    const identity = createTestIdentity();
    const token = String(index).padStart(43, 'A');
    const { device, number } = await addAccount(store, { device: identity.deviceKeys(), token });
    const { accountId, deviceId } = device;
    const authorization = `Bearer ${accountId}.${deviceId}.${token}`;
    const account = { number, accountId, deviceId, registrationId: 1, authorization, identity };
    choosers.push({ account, device: createChooser(account) });
  }
  await store.close();
  return choosers;
};
