import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { usageBuckets } from '../../../contract/policy/fields.ts';
import { createNodeRandom } from '../../platform/node-random.ts';
import { openStore } from '../../store/index.ts';
import { createFolder, openWorking, optionsIn } from '../../store/testing/sample.ts';
import type { Store } from '../../store/types.ts';
import { answerFor, type Budget, payFor } from './answers.ts';
import type { UsageBucket } from './days.ts';

let folder: ReturnType<typeof createFolder>;
let store: Store;
beforeEach(async () => {
  folder = createFolder();
  store = await openWorking(optionsIn(folder.path));
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

const budget = (over: Partial<Budget> = {}): Budget => ({
  policy: 'first',
  epsilonHundredths: 100,
  capHundredths: 400,
  ...over,
});
const random = createNodeRandom();
/** Chance that is known, and counted. */
const counted = () => {
  let draws = 0;
  return {
    draws: () => draws,
    bytes: (length: number) => {
      draws++;
      return random.bytes(length);
    },
  };
};
const spent = (policy = 'first'): number =>
  store.usage.answers(policy).reduce((sum, { epsilonHundredths }) => sum + epsilonHundredths, 0);
const reopen = async (): Promise<void> => {
  await store.close();
  store = await openWorking(optionsIn(folder.path));
};

test('an answer is drawn once for a range, and is the same after every restart', async () => {
  const chance = counted();
  const first = usageBuckets.map((bucket) => payFor(store.usage, chance, budget(), bucket));
  const draws = chance.draws();
  for (let restart = 0; restart < 3; restart++) {
    await reopen();
    expect(usageBuckets.map((bucket) => payFor(store.usage, chance, budget(), bucket))).toEqual(
      first,
    );
  }
  expect(chance.draws()).toBe(draws);
  expect(spent()).toBe(400);
});

test('looking costs nothing, handing over costs once, and what is shown is what is said', () => {
  const shown = answerFor(store.usage, random, budget(), '3-5');
  expect(shown?.owedHundredths).toBe(100);
  expect(spent()).toBe(0);
  expect(payFor(store.usage, random, budget(), '3-5')).toBe(shown?.said);
  expect(payFor(store.usage, random, budget(), '3-5')).toBe(shown?.said);
  expect(spent()).toBe(100);
  expect(answerFor(store.usage, random, budget(), '3-5')).toEqual({
    said: shown?.said,
    owedHundredths: 0,
  });
});

test('at the cap no new answer is drawn, and such a day is not told by silence', () => {
  const chance = counted();
  const tight = budget({ capHundredths: 250 });
  const said = usageBuckets.map((bucket) => payFor(store.usage, chance, tight, bucket));
  expect(spent()).toBe(200);
  const draws = chance.draws();
  expect(said.slice(2)).toEqual([said[0], said[0]]);
  expect(payFor(store.usage, chance, tight, '1-2')).toBe(said[1]);
  expect([spent(), chance.draws()]).toEqual([200, draws]);
  expect(store.usage.answers('first')).toHaveLength(2);
});

test('a version with the same noise repeats, one with other noise draws anew', () => {
  const chance = counted();
  const first = payFor(store.usage, chance, budget(), '0');
  const draws = chance.draws();
  expect(payFor(store.usage, chance, budget({ policy: 'second' }), '0')).toBe(first);
  expect(chance.draws()).toBe(draws);
  expect(spent('second')).toBe(100);
  payFor(store.usage, chance, budget({ policy: 'third', epsilonHundredths: 99 }), '0');
  expect(chance.draws()).toBeGreaterThan(draws);
});

test('what was drawn with less noise than is allowed now is not handed over', () => {
  answerFor(store.usage, random, budget({ epsilonHundredths: 200 }), '0');
  expect(payFor(store.usage, random, budget(), '0')).toBeNull();
  const said = payFor(store.usage, random, budget(), '1-2');
  expect(payFor(store.usage, random, budget(), '0')).toBe(said);
  expect(spent()).toBe(100);
});

test('by whatever days and restarts: one answer a range, and never above the cap', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 400 }),
      fc.array(
        fc.oneof(
          fc.record({ look: fc.boolean(), bucket: fc.constantFrom(...usageBuckets) }),
          fc.constant('restart' as const),
        ),
        { maxLength: 12 },
      ),
      fc.uuid(),
      async (capHundredths, steps, policy) => {
        const epsilonHundredths = Math.min(100, capHundredths);
        const own = budget({ policy, capHundredths, epsilonHundredths });
        const said = new Map<UsageBucket, UsageBucket | null>();
        for (const step of steps) {
          if (step === 'restart') {
            await reopen();
            continue;
          }
          const { bucket } = step;
          const answer = step.look
            ? answerFor(store.usage, random, own, bucket)?.said
            : payFor(store.usage, random, own, bucket);
          const kept = store.usage.answers(policy).find((one) => one.bucket === bucket);
          if (kept?.epsilonHundredths) {
            expect(answer).toBe(kept.answer);
            if (said.has(bucket)) expect(answer).toBe(said.get(bucket));
            said.set(bucket, answer ?? null);
          }
          expect(spent(policy)).toBeLessThanOrEqual(capHundredths);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('what is handed over is on the disk before: a program that ends there draws nothing again', async () => {
  const chance = counted();
  const said = store.transaction(() => payFor(store.usage, chance, budget(), '6+'));
  // What a killed program leaves: the files as they are at this moment.
  const { copyFileSync, existsSync } = await import('node:fs');
  const other = createFolder();
  const { file } = optionsIn(other.path);
  for (const suffix of ['', '-wal'])
    if (existsSync(optionsIn(folder.path).file + suffix))
      copyFileSync(optionsIn(folder.path).file + suffix, file + suffix);
  const { store: after } = await openStore(optionsIn(other.path));
  expect(after?.usage.answers('first')).toMatchObject([
    { bucket: '6+', answer: said, epsilonHundredths: 100 },
  ]);
  await after?.close();
  other.remove();
});
