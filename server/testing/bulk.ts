import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, hashOfText } from '../../contract/canonical-json.ts';
import type { ConsentRecord } from '../../contract/consent/record.ts';
import { recordSignatureBytes } from '../../contract/consent/signing.ts';
import type { Policy } from '../../contract/policy/document.ts';
import { hashPolicy } from '../../contract/policy/in-force.ts';
import { newYear } from '../../contract/policy/testing/policies.ts';
import type { AffiliateServer } from '../../peers/affiliate-sandbox/serve.ts';
import type { CallContext } from '../http/handlers.ts';
import { openServerIdentity } from '../modules/server-identity/server-identity.ts';
import { systemRandom } from '../platform/random.ts';
import { createSharing, type Sharing, type SharingOptions } from '../sharing.ts';
import { isStorageFailure } from '../store/failures.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../store/sqlite/store.ts';
import { addAccount, fakeDeviceKeys } from '../store/testing/rows.ts';
import type { Device, Store } from '../store/types.ts';
import { publish } from './choices.ts';
import { startAffiliate } from './start-affiliate.ts';
import { createTestClock, type TestClock } from './test-clock.ts';

/** One of very many accounts, whose device signs choices as an app does. */
export interface Member {
  readonly device: Device;
  readonly number: string;
  readonly context: CallContext;
  /** Signs a choice in sight of everything before it and brings it. Rejects as the server does. */
  readonly choose: (policy: Policy, over: Partial<ConsentRecord>) => Promise<void>;
  readonly acceptAll: (policy: Policy) => Promise<void>;
}

export interface Bulk {
  readonly store: Store;
  readonly file: string;
  readonly clock: TestClock;
  readonly affiliate: AffiliateServer;
  readonly sharing: Sharing;
  readonly publish: (policy: Policy) => Promise<void>;
  readonly settled: () => Promise<void>;
  readonly newcomer: (number?: string) => Promise<Member>;
  readonly close: () => Promise<void>;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The same store as if it stood elsewhere: others get their turn before every answer, as with a database in another process. */
const asFromAfar = (store: Store): Store => ({
  ...store,
  consent: {
    ...store.consent,
    account: async (ref) => {
      await turn();
      return store.consent.account(ref);
    },
    append: async (ref, records) => {
      await turn();
      const taken = await store.consent.append(ref, records);
      await turn();
      return taken;
    },
  },
  affiliate: {
    ...store.affiliate,
    commit: async (change) => {
      await turn();
      const refs = await store.affiliate.commit(change);
      await turn();
      return refs;
    },
  },
});

export interface BulkOptions
  extends Partial<Pick<SharingOptions, 'fetch' | 'random' | 'onFailed' | 'onGatewayStep'>> {
  readonly afar?: boolean;
  /** Where the data lies, and stays; a folder of its own that goes at the end, unless said otherwise. */
  readonly folder?: string;
  readonly isConfirmed?: () => boolean;
  /** Another affiliate than the sandbox. */
  readonly affiliateUrl?: string;
  readonly open?: SqliteStoreOptions['open'];
}

/** Store, choices, gateway and the real sandbox, without the doors of a server: for very many accounts. */
export const startBulk = async ({
  afar = false,
  open,
  affiliateUrl,
  isConfirmed = () => true,
  folder: given,
  ...over
}: BulkOptions = {}): Promise<Bulk> => {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'bisik-bulk-'));
  const file = join(folder, 'store.db');
  const opened = openSqliteStore({ file, ...(open && { open }) });
  const store = afar ? asFromAfar(opened) : opened;
  const clock = createTestClock(newYear + 1);
  const affiliate = await startAffiliate(folder, clock);
  const sharing = createSharing({
    store,
    clock,
    fetch,
    random: systemRandom,
    dataDir: folder,
    identity: openServerIdentity(folder, systemRandom),
    transparency: {
      appended: () => undefined,
      present: async () => 'known',
      isConfirmed,
    },
    affiliate: { url: affiliateUrl ?? affiliate.url, name: 'Sanubari' },
    onFailed: (error) => {
      throw error;
    },
    ...over,
  });
  const keys = generateKeyPairSync('ed25519');
  const signingKey = keys.publicKey
    .export({ format: 'der', type: 'spki' })
    .subarray(-32)
    .toString('base64');

  const newcomer = async (number?: string): Promise<Member> => {
    const added = await addAccount(store, {
      device: fakeDeviceKeys({ signingKey }),
      ...(number !== undefined && { number }),
    });
    const { device } = added;
    const onGone = () => () => undefined;
    const context = { caller: device, source: '', network: '', onGone };
    let sequence = 0;
    let previous: string | null = null;
    let seenOrder = 0;
    const choose: Member['choose'] = async (policy, said) => {
      const record = canonicalJson({
        v: 1,
        recordId: randomUUID(),
        accountId: device.accountId,
        deviceId: device.deviceId,
        sequence: sequence + 1,
        previous,
        seenOrder,
        at: clock.now(),
        policy: policy.id,
        policyHash: hashPolicy(policy).hash,
        shown: '0'.repeat(64),
        language: 'ms',
        regime: 'opt-out',
        method: 'settings',
        decisions: [],
        bases: [],
        ...said,
      });
      const signature = sign(null, recordSignatureBytes(record), keys.privateKey).toString(
        'base64',
      );
      const bring = () =>
        sharing.handlers.addConsentRecords(
          { records: [{ record, signature }], latest: null, checkpoint: null },
          context,
        );
      // An app brings the same again when the disk failed.
      const { taken } = await bring().catch((error: unknown) => {
        if (!isStorageFailure(error)) throw error;
        return bring();
      });
      if (taken.length === 0) throw new Error('the choice was not taken');
      sequence++;
      previous = hashOfText(record);
      seenOrder = taken.at(-1)?.order ?? seenOrder;
    };
    return {
      device,
      context,
      choose,
      number: added.number,
      acceptAll: (policy) =>
        choose(policy, {
          method: 'acceptance',
          decisions: policy.rows.flatMap(({ purpose, recipient, basis }) =>
            basis.kind === 'choice'
              ? [{ purpose, recipient, state: 'given' } as ConsentRecord['decisions'][number]]
              : [],
          ),
        }),
    };
  };
  return {
    store,
    file,
    clock,
    affiliate,
    sharing,
    newcomer,
    publish: (policy) => publish(store, policy),
    settled: async () => sharing.gateway?.settled(),
    close: async () => {
      await sharing.close();
      await affiliate.close();
      await store.close();
      if (given === undefined) rmSync(folder, { recursive: true });
    },
  };
};
