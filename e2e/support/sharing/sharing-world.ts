import { disclosureLogOrigin, serverIdOf } from '../../../contract/transparency/checkpoint.ts';
import { formatVerifierKey } from '../../../contract/transparency/verifier-key.ts';
import { openServerIdentity } from '../../../server/modules/server-identity/server-identity.ts';
import { openLogKey } from '../../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../../server/platform/random.ts';
import { createTestClock, type TestClock } from '../clock/test-clock.ts';
import { type Cable, startCable } from '../network/cable.ts';
import { createScope } from '../scope.ts';
import { createWorld, type World } from '../world.ts';
import { type AffiliateProcess, startAffiliate } from './affiliate-process.ts';
import { affiliateName, type Draft, publish } from './policies.ts';
import { startWitness, type WitnessProcess } from './witness-process.ts';

/** A world whose server shares with an affiliate, by a policy that its operator published. */
export interface SharingWorld extends World {
  readonly clock: TestClock;
  readonly affiliate: AffiliateProcess;
  /** Null unless it was wished for. */
  readonly witness: WitnessProcess | null;
  /** What stands before the affiliate and knows who comes; null unless it was wished for. */
  readonly door: Cable | null;
  /** Base64, of the server. */
  readonly serverKey: string;
  /** Publishes one more version. */
  readonly publish: (draft: Draft) => Promise<void>;
}

export interface SharingWorldOptions {
  readonly worker: number;
  /** Published before the server starts; none: nobody is asked anything yet. */
  readonly policy: Draft | null;
  readonly witness?: boolean;
  /** Whether it is to be known who calls the affiliate. */
  readonly watch?: boolean;
  /** When its time begins, ms; now, when nothing is said. */
  readonly at?: number;
}

/** Starts affiliate, witness and server, each with the time of the world; the policy is published before the server runs. */
export const createSharingWorld = async ({
  worker,
  policy,
  witness: wantsWitness = false,
  watch = false,
  at,
}: SharingWorldOptions): Promise<SharingWorld> => {
  const scope = createScope();
  try {
    const clock = scope.own(await createTestClock(at));
    const dataFolder = await scope.folder('server');
    const { publicKey } = openServerIdentity(dataFolder, systemRandom);
    const serverKey = Buffer.from(publicKey).toString('base64');
    const logKey = openLogKey(dataFolder, systemRandom);
    const [affiliateFolder, witnessFolder] = [
      await scope.folder('affiliate'),
      await scope.folder('witness'),
    ];
    const [affiliate, witness] = await Promise.all([
      startAffiliate({ dataFolder: affiliateFolder, name: affiliateName, serverKey, clock }),
      wantsWitness
        ? startWitness({
            dataFolder: witnessFolder,
            log: formatVerifierKey(
              logKey.verifierKey(disclosureLogOrigin(serverIdOf(publicKey), 1)),
            ),
            clock,
          })
        : null,
      policy && publish(dataFolder, policy, clock),
    ]);
    scope.own(affiliate);
    if (witness) scope.own(witness);
    const door = watch ? scope.own(await startCable(affiliate.url, { watch })) : null;
    const world = scope.own(
      await createWorld(worker, {
        clock,
        dataFolder,
        env: {
          BISIK_AFFILIATE_URL: (door ?? affiliate).url,
          BISIK_AFFILIATE_NAME: affiliateName,
          ...(witness && { BISIK_WITNESSES: `${witness.address} Persatuan Saksi` }),
        },
      }),
    );
    return {
      ...world,
      clock,
      affiliate,
      witness,
      door,
      serverKey,
      publish: (draft) => publish(dataFolder, draft, clock),
      close: scope.close,
    };
  } catch (error) {
    await scope.close();
    throw error;
  }
};
