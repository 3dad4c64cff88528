import { join } from 'node:path';
import { adsRow, somePolicy } from '../../contract/policy/testing/policies.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';
import { entryOf } from '../../server/store/testing/affiliate-contract.ts';
import { addAccount } from '../../server/store/testing/rows.ts';
import type {
  AffiliateChange,
  NewDisclosure,
  NewIntent,
} from '../../server/store/types/affiliate.ts';
import { startBulk } from '../../server/testing/bulk.ts';
import { startLineChild } from '../support/line-child.ts';
import type { Scenario } from '../support/scenario.ts';
import { rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';

const people = 500;
const disclosures = 5_000;
const batch = 100;
const rounds = 5;
const policy = somePolicy({ rows: [adsRow] });

const perSecond = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return disclosures / ((performance.now() - began) / 1_000);
};

/** What the gateway writes of one batch, made before it is timed. */
const changesOf = (refs: readonly number[], from: number, round: number) => {
  const begun = Array.from({ length: batch }, (_, at): NewDisclosure => {
    const name = `${round} ${from + at}`;
    return {
      accountRef: refs[(from + at) % refs.length] ?? 0,
      recipient: 'sanubari',
      purpose: 'ads-relevance',
      policy: policy.id,
      payload: 'p'.repeat(190),
      disclosureId: `${name} id`.padEnd(36),
      deletionId: `${name} deletion`.padEnd(36),
      deletionHandle: name.padEnd(43),
      recordHash: 'h'.repeat(64),
      begunAt: 1,
      nextAt: 2,
      aboutToSend: entryOf('o'.repeat(420)),
    };
  });
  const outcomes = (written: readonly number[]): AffiliateChange => ({
    outcomes: written.map((ref) => ({
      ref,
      outcome: 'acknowledged',
      nextAt: null,
      refusals: 0,
      entry: entryOf('o'.repeat(130)),
    })),
  });
  return { begun, outcomes };
};

export const gateway: Scenario = {
  name: 'gateway',
  what: `disclosures of ${people} accounts: decided, built, logged, sent, acknowledged and that logged`,
  unit: 'disclosures/s',
  against: 'the bare store committing the same batches, with the same leaves',
  better: 'higher',
  aim: 0.3,
  run: async ({ folder, own, say }) => {
    const affiliate = own(await startLineChild('bench/references/quick-affiliate.ts', []));
    const { url } = await affiliate.line<{ url: string }>('listening');
    const bulk = own(await startBulk({ affiliateUrl: url }));
    await bulk.publish(policy);
    const refs: number[] = [];
    for (let index = 0; index < people; index++) {
      const member = await bulk.newcomer();
      await member.acceptAll(policy);
      refs.push(member.device.accountRef);
    }
    await bulk.settled();
    const bare = own(openSqliteStore({ file: join(await folder('bare'), 'bare.db') }));
    const bareRefs: number[] = [];
    for (let index = 0; index < people; index++)
      bareRefs.push((await addAccount(bare)).device.accountRef);
    let round = 0;
    const { ours, reference } = await takeTurns(rounds, {
      ours: async () => {
        const intents = Array.from(
          { length: disclosures },
          (_, index): NewIntent => ({
            recipient: 'sanubari',
            purpose: 'ads-relevance',
            values: '{}',
            accountRef: refs[index % people] ?? 0,
            createdAt: bulk.clock.now(),
          }),
        );
        await bulk.store.affiliate.commit({ intents });
        const rate = await perSecond(bulk.settled);
        say(`ours ${rounded(rate)} a second`);
        return rate;
      },
      reference: async () => {
        round++;
        const changes = Array.from({ length: disclosures / batch }, (_, index) =>
          changesOf(bareRefs, index * batch, round),
        );
        const rate = await perSecond(async () => {
          for (const { begun, outcomes } of changes)
            await bare.affiliate.commit(outcomes(await bare.affiliate.commit({ begun })));
        });
        say(`bare ${rounded(rate)} a second`);
        return rate;
      },
    });
    const { total } = await bulk.store.affiliate.list(refs[0] ?? 0, 1e9, 1);
    if (total !== 1 + rounds * (disclosures / people)) throw new Error(`${total} were sent`);
    return {
      ours,
      reference,
      more: [['batches', `${batch} in each request and transaction, up to four on their way`]],
      conditions: `${rounds} rounds of ${disclosures} intents; an affiliate in another process that answers at once and keeps nothing; two transactions for each batch; WAL, synchronous=FULL`,
    };
  },
};
