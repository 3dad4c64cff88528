import { buildPayload } from '../../contract/disclosure/payload.ts';
import { estimateCounts } from '../../contract/disclosure/randomised-response.ts';
import { usageBuckets } from '../../contract/policy/fields.ts';
import { usageRow } from '../../contract/policy/testing/policies.ts';
import { createNodeRandom } from '../../core/platform/node-random.ts';
import { type Answers, payFor } from '../../core/sharing/usage/answers.ts';
import { bucketOf } from '../../core/sharing/usage/days.ts';
import type { UsageAnswer } from '../../core/store/types/usage.ts';
import { leastSquaredError } from '../references/least-squared-error.ts';
import type { Scenario } from '../support/scenario.ts';
import { median, rounded } from '../support/stats.ts';
import { createDice } from '../support/words.ts';

const people = 1_000;
const populations = 80;
const rounds = 7;
const otherEpsilons = [50, 200];
const largerCrowds: readonly (readonly [people: number, populations: number])[] = [
  [10_000, 5],
  [100_000, 2],
];
const random = createNodeRandom();
const handle = 'h'.repeat(43);

/** The answers of one device, as its database would keep them. */
const createDevice = (): Answers => {
  const kept: UsageAnswer[] = [];
  return {
    answers: (policy) => kept.filter((answer) => answer.policy === policy),
    drawnBefore: (bucket, drawn) =>
      kept.find((one) => one.bucket === bucket && one.drawnHundredths === drawn)?.answer,
    keepAnswer: (answer) => {
      const at = kept.findIndex((one) => one.bucket === answer.bucket);
      if (at < 0) kept.push(answer);
      else kept[at] = { ...answer, answer: kept[at]?.answer ?? answer.answer };
    },
  };
};

const countIn = (buckets: readonly string[]): readonly number[] =>
  usageBuckets.map((bucket) => buckets.filter((one) => one === bucket).length);

/** What leaves for one person and one day: drawn on the device, put into the payload, read again by the affiliate. */
const answerOf = (opens: number, epsilonHundredths: number): string => {
  const budget = { policy: 'p', epsilonHundredths, capHundredths: epsilonHundredths };
  const usageBucket = payFor(createDevice(), random, budget, bucketOf(opens));
  const payload = buildPayload(usageRow, {
    policy: '2026-1',
    deletionHandle: handle,
    fields: { day: '2026-01-01', usageBucket },
  });
  return (JSON.parse(payload) as { usageBucket: string }).usageBucket;
};

/** Squared error, in people, of the estimate of one population, over all ranges together. */
const squaredError = (opens: readonly number[], epsilonHundredths: number): number => {
  const truth = countIn(opens.map(bucketOf));
  const answered = countIn(opens.map((count) => answerOf(count, epsilonHundredths)));
  const estimate = estimateCounts(answered, epsilonHundredths);
  return truth.reduce((sum, count, at) => sum + ((estimate[at] ?? 0) - count) ** 2, 0);
};

const perBucket = (squared: number): number => Math.sqrt(squared / usageBuckets.length);

export const metrics: Scenario = {
  name: 'metrics',
  what: 'error of how many people fall in each range of usage metrics, root mean square, by answers of one day',
  unit: `people of ${people.toLocaleString('en')}`,
  against: 'the least error that any mechanism can promise at this ε (Ye and Barg 2018), computed',
  better: 'lower',
  aim: 1.1,
  run: async ({ say }) => {
    const dice = createDice(19);
    const epsilon = usageRow.epsilonHundredths ?? 0;
    /** Most open it a few times a day, some not at all, a few very often; other shares in each population. */
    const population = (size: number): readonly number[] => {
      const quiet = dice();
      return Array.from({ length: size }, () =>
        dice() < quiet ? 0 : Math.floor(-Math.log(1 - dice()) * 4),
      );
    };
    const measure = (size: number, count: number, at: number): number => {
      let squared = 0;
      for (let one = 0; one < count; one++) squared += squaredError(population(size), at);
      return perBucket(squared / count);
    };
    const least = (size: number, at: number): number =>
      perBucket(size * leastSquaredError(usageBuckets.length, at / 100).perPerson);

    const ours: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(measure(people, populations, epsilon));
      say(`round ${round + 1}: ${rounded(ours.at(-1) ?? 0)} people`);
    }
    // Nobody can do so much better with this ε: the answers would say more than they may.
    if (median(ours) < 0.9 * least(people, epsilon)) throw new Error('there is too little noise');
    const inPeople = (error: number, size: number): string =>
      `${rounded(error)} people, ${rounded((100 * error) / size)} %`;
    const more = largerCrowds.map(([size, count]): readonly [string, string] => [
      `${size.toLocaleString('en')} people`,
      inPeople(measure(size, count, epsilon), size),
    ]);
    const others = otherEpsilons.map((at): readonly [string, string] => [
      `at ε ${at / 100}`,
      `${rounded(measure(people, populations, at) / least(people, at))} of the least, which answers ${leastSquaredError(usageBuckets.length, at / 100).subset} of the ranges`,
    ]);
    return {
      ours,
      reference: ours.map(() => least(people, epsilon)),
      more: [
        [`${people.toLocaleString('en')} people`, inPeople(ours[0] ?? 0, people)],
        ...more,
        ...others,
      ],
      conditions: `${rounds} rounds of ${populations} populations of ${people.toLocaleString('en')}, each with other shares; ε ${epsilon / 100}; every answer drawn by the app's own code with the system's randomness, through its payload, counted and cleared of the expected noise; error against the true counts, the mean over the four ranges`,
    };
  },
};
