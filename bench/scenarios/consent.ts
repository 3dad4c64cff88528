import { generateKeyPairSync, sign } from 'node:crypto';
import { somePolicy } from '../../contract/policy/testing/policies.ts';
import { startServer } from '../../e2e/support/server-process.ts';
import { ads, bring } from '../../server/testing/choices.ts';
import { seedChoosers } from '../support/choosers.ts';
import { startLineChild } from '../support/line-child.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, percentile, rounded } from '../support/stats.ts';
import { takeTurns } from '../support/turns.ts';

const people = 100;
const toggles = 400;
const rounds = 7;

/** How long each of so many takes, in milliseconds. */
const time = async (count: number, one: (index: number) => Promise<unknown>) => {
  const took: number[] = [];
  for (let index = 0; index < count; index++) {
    const began = performance.now();
    await one(index);
    took.push(performance.now() - began);
  }
  return took;
};

export const consent: Scenario = {
  name: 'consent',
  what: 'from turning a switch, one after another, to the answer that it is enforced, 99th percentile',
  unit: 'ms',
  against: 'a signed text over HTTP, verified, stored durably and answered with a signature',
  better: 'lower',
  aim: 2,
  run: async ({ folder, own, say }) => {
    const now = Date.now();
    const policy = somePolicy({ publishedAt: now - 2_000, effectiveAt: now - 1_000 });
    const dataFolder = await folder('server');
    say(`seeding ${people} accounts`);
    const choosers = await seedChoosers(dataFolder, policy, people);
    const affiliate = own(await startLineChild('bench/references/quick-affiliate.ts', []));
    const { url: affiliateUrl } = await affiliate.line<{ url: string }>('listening');
    const server = own(
      await startServer({
        dataFolder,
        env: {
          BISIK_LOG_LEVEL: 'warn',
          BISIK_AFFILIATE_URL: affiliateUrl,
          BISIK_AFFILIATE_NAME: 'Sanubari',
        },
      }),
    );
    for (const { account, device } of choosers)
      await bring(server.url, account, [
        device.say(policy, { method: 'acceptance', at: now, decisions: ads('notified') }),
      ]);
    const keys = generateKeyPairSync('ed25519');
    const key = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const bare = own(
      await startLineChild('bench/references/signed-round-trip.ts', [await folder('bare'), key]),
    );
    const { url: bareUrl } = await bare.line<{ url: string }>('listening');
    const sample = choosers[0]?.device.chain[0]?.record ?? '';

    let round = 0;
    const toggle = async (index: number): Promise<void> => {
      const chooser = choosers[index % people];
      if (chooser === undefined) return;
      const { account, device } = chooser;
      const length = device.chain.length;
      const decisions = ads(length % 2 === 1 ? 'withdrawn' : 'given');
      const record = device.say(policy, { at: Date.now(), seenOrder: length, decisions });
      await bring(server.url, account, [record]);
    };
    const bareTrip = async (index: number): Promise<void> => {
      const record = `${sample}${round} ${index}`;
      const signature = sign(null, Buffer.from(record), keys.privateKey).toString('base64');
      const answer = await fetch(bareUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ record, signature }),
      });
      if (!answer.ok) throw new Error(`the reference answered ${answer.status}`);
      await answer.json();
    };
    await time(people, toggle);
    await time(people, bareTrip);
    const middles = { ours: [] as number[], reference: [] as number[] };
    const sampled = async (of: 'ours' | 'reference', one: (index: number) => Promise<void>) => {
      round++;
      const took = await time(toggles, one);
      middles[of].push(median(took));
      const p99 = percentile(took, 0.99);
      say(`${of}: median ${rounded(median(took))} ms, p99 ${rounded(p99)} ms`);
      return p99;
    };
    const { ours, reference } = await takeTurns(rounds, {
      ours: () => sampled('ours', toggle),
      reference: () => sampled('reference', bareTrip),
    });
    return {
      ours,
      reference,
      more: [
        ['ours: median', `${rounded(median(middles.ours))} ms`],
        ['reference: median', `${rounded(median(middles.reference))} ms`],
      ],
      conditions: `${rounds} rounds of ${toggles} switches over ${people} accounts, one at a time; on sends to an affiliate that answers at once, off asks it to forget, both while the next is measured; signing included; WAL, synchronous=FULL`,
    };
  },
};
