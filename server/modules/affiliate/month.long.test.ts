import { expect, it } from 'vitest';
import { decideSharing, type Sharing } from '../../../contract/consent/decide.ts';
import type { ConsentRecord } from '../../../contract/consent/record.ts';
import { type TakenRecord, takeOrdered } from '../../../contract/consent/taken.ts';
import type { Batch } from '../../../contract/disclosure/affiliate.ts';
import { disclosureEntry } from '../../../contract/disclosure/entry.ts';
import type { Policy, PolicyRow } from '../../../contract/policy/document.ts';
import { dayOf } from '../../../contract/policy/fields.ts';
import { type HashedPolicy, hashPolicy } from '../../../contract/policy/in-force.ts';
import {
  adsRow,
  dayMs,
  newYear,
  securityRow,
  somePolicy,
  usageRow,
} from '../../../contract/policy/testing/policies.ts';
import type { Mood } from '../../../peers/affiliate-sandbox/manners.ts';
import { type Bulk, type Member, startBulk } from '../../testing/bulk.ts';
import { createDice } from '../../testing/dice.ts';

const people = 1_000;
const days = 30;
const hourMs = 3_600_000;

/** Countries under an opt-out, an opt-out that stays open and, as every other, an opt-in. */
const countries = ['MY', 'SG', 'ID'] as const;
const numberOf = (index: number): string => {
  const place = String(index).padStart(4, '0');
  return [`+6012345${place}`, `+659123${place}`, `+6281234${place}`][index % 3] ?? '';
};
const spamRow: PolicyRow = {
  ...securityRow,
  purpose: 'spam-and-abuse',
  fields: ['pseudonym', 'spamScore'],
};
const first = somePolicy();
/** Live from day 10: no friend suggestions any more, ads relevance without the number, spam and abuse is new. */
const second = somePolicy({
  id: '2026-2',
  publishedAt: newYear + 5 * dayMs,
  effectiveAt: newYear + 10 * dayMs,
  rows: [{ ...adsRow, fields: ['country'] }, usageRow, securityRow, spamRow],
});
const chosen = ['ads-relevance', 'friend-suggestions', 'usage-metrics'] as const;
type Dice = () => number;
const pick = <T>(dice: Dice, from: readonly [T, ...T[]]): T =>
  from[Math.floor(dice() * from.length)] ?? from[0];

/** A choice as somebody might make it, by a clock that may be wrong, whether it is possible or not. */
const somethingSaid = (dice: Dice, now: number, policy: Policy): Partial<ConsentRecord> => {
  const at = dice() < 0.9 ? now : Math.round(now + (dice() - 0.5) * 4 * dayMs);
  type State = ConsentRecord['decisions'][number]['state'];
  const decide = (states: readonly [State, ...State[]]) =>
    chosen
      .filter((purpose) => policy.rows.some((row) => row.purpose === purpose) && dice() < 0.6)
      .map((purpose) => ({ purpose, recipient: 'sanubari', state: pick(dice, states) }));
  const roll = dice();
  if (roll < 0.35)
    return { at, method: 'acceptance', decisions: decide(['notified', 'given', 'refused']) };
  if (roll < 0.45) return { at, method: 'not_now', decisions: decide(['deferred']) };
  if (roll < 0.85) return { at, decisions: decide(['given', 'withdrawn', 'objected']) };
  if (roll < 0.92) return { at, method: 'global_opt_out' };
  if (roll < 0.98) return { at, method: 'global_opt_out_ended' };
  return { at, method: 'stricter_after_damage' };
};

interface Begun {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Its place among all that happened. */
  readonly moment: number;
  readonly policies: readonly HashedPolicy[];
}
/** When somebody said something, and when that was answered. */
interface Said {
  readonly from: number;
  until: number;
}
interface Someone {
  readonly member: Member;
  readonly country: (typeof countries)[number];
  readonly said: Said[];
}

const recordsOf = async (bulk: Bulk, { member }: Someone): Promise<readonly TakenRecord[]> => {
  const { records } = await bulk.sharing.handlers.listConsentRecords({ after: 0 }, member.context);
  return records.map(takeOrdered);
};
/** What the app's own function says of these records. */
const screen = (
  policies: readonly HashedPolicy[],
  records: readonly TakenRecord[],
  country: string,
  now: number,
): Sharing =>
  decideSharing({
    policies,
    records,
    now,
    countries: [country],
    unknownPolicies: false,
    pending: [],
    unconfirmed: false,
  });

const fieldsIn = (payload: Begun['payload']): readonly string[] =>
  Object.keys(payload)
    .filter((key) => !['deletionHandle', 'policy', 'purpose'].includes(key))
    .sort();

/** Whether a payload is what the rules allow by these records at that time. */
const isAllowed = (sharing: Sharing, { payload }: Begun): boolean => {
  const share = sharing.shares.find(({ purpose }) => purpose === payload.purpose);
  return (
    share?.allowed === true &&
    sharing.inForce?.policy.id === payload.policy &&
    JSON.stringify(fieldsIn(payload)) === JSON.stringify([...(share.row?.fields ?? [])].sort())
  );
};

it('in a month of 1,000 people what flowed is what their screens show, the policies allow and the log holds', async () => {
  const seed = Number(process.env.BISIK_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`month: seed ${seed}\n`);
  const told = (what: string): string => `${what}, seed ${seed}`;
  const dice = createDice(seed);
  let moment = 0;
  let policies: readonly HashedPolicy[] = [];
  const begun: Begun[] = [];
  const bulk = await startBulk({
    fetch: (url, init) => {
      const text = Buffer.from((init?.body as Uint8Array | undefined) ?? []).toString();
      if (text !== '')
        for (const { id, kind, payload } of (JSON.parse(text) as Batch).items)
          if (kind === 'disclosure') begun.push({ id, payload, moment: ++moment, policies });
      return fetch(url, init);
    },
  });
  const publish = async (policy: Policy) => {
    await bulk.publish(policy);
    policies = [...policies, hashPolicy(policy)];
  };
  await publish(first);
  const everybody: Someone[] = [];
  for (let index = 0; index < people; index++)
    everybody.push({
      member: await bulk.newcomer(numberOf(index)),
      country: countries[index % 3] ?? 'ID',
      said: [],
    });
  const say = async ({ member, said }: Someone): Promise<void> => {
    const policy = dice() < 0.5 && policies.length > 1 ? second : first;
    const one: Said = { from: ++moment, until: Number.POSITIVE_INFINITY };
    const taken = await member
      .choose(policy, somethingSaid(dice, bulk.clock.now(), policy))
      .then(() => true)
      .catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'choice_locked' });
        return false;
      });
    one.until = ++moment;
    if (taken) said.push(one);
  };
  let refused = 0;
  const measure = async ({ member }: Someone): Promise<void> => {
    const usage = [{ day: dayOf(bulk.clock.now()), usageBucket: '3-5' as const }];
    await bulk.sharing.handlers
      .submitUsage({ usage, about: null }, member.context)
      .catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'choice_refused' });
        refused++;
      });
  };
  const lasting = ['ads-relevance', 'friend-suggestions'];
  /** While the affiliate is well: what it holds of each is what that person's screen says is shared. */
  const compare = async (): Promise<void> => {
    const held = new Map<string, Set<string>>();
    const handles = new Map<string, string>();
    for (const entry of bulk.affiliate.entries())
      if (entry.what === 'held') handles.set(entry.payload.deletionHandle, entry.payload.purpose);
    for (const { member } of everybody) {
      const { disclosures } = await bulk.store.affiliate.list(
        member.device.accountRef,
        Number.MAX_SAFE_INTEGER,
        10_000,
      );
      const own = disclosures.flatMap(({ payload }) => {
        const { deletionHandle } = JSON.parse(payload) as { deletionHandle: string };
        return handles.get(deletionHandle) ?? [];
      });
      held.set(member.number, new Set(own));
    }
    for (const one of everybody) {
      const sharing = screen(policies, await recordsOf(bulk, one), one.country, bulk.clock.now());
      for (const { purpose, allowed, because } of sharing.shares) {
        if (!lasting.includes(purpose)) continue;
        const has = held.get(one.member.number)?.has(purpose);
        // A row that the policy dropped stops the flow; only the person's own no asks for deletion.
        if (because !== 'not_covered')
          expect(has, told(`${one.member.number} ${purpose}`)).toBe(allowed);
      }
    }
  };

  for (let day = 0; day < days; day++) {
    if (day === 5) await publish(second);
    const moods: readonly [Mood, ...Mood[]] = [
      'well',
      'well',
      'down',
      'lost',
      'garbled',
      'failing',
    ];
    const mood = day % 6 === 5 ? 'well' : pick(dice, moods);
    bulk.affiliate.behave({ mood, delayMs: 0 });
    const some = everybody.filter(() => dice() < (day === 0 ? 0.8 : 0.07));
    for (const one of some) await say(one);
    for (const one of everybody.filter(() => dice() < 0.05)) await measure(one);
    for (const { member } of everybody.filter(() => dice() < 0.03))
      bulk.sharing.count(member.device.accountRef, pick(dice, ['failedSignIns', 'limitsHit']));
    // Mostly a day; now and then the clock is set back, or was wrong.
    const jump = dice();
    const step = jump < 0.1 ? -6 * hourMs : jump < 0.2 ? 2 * dayMs : dayMs;
    await bulk.settled();
    bulk.clock.advance(step);
    await bulk.settled();
    if (day % 6 !== 5) continue;
    for (let hour = 0; hour < 4; hour++) {
      bulk.clock.advance(hourMs * 2);
      await bulk.settled();
    }
    bulk.clock.advance(dayMs);
    await bulk.settled();
    await compare();
  }

  // Each send, judged by its moment, is the person's own, allowed, logged, and came once.
  const known = new Map(begun.map((one) => [one.id, one]));
  const received = new Map(
    bulk.affiliate
      .entries()
      .flatMap((entry) =>
        entry.what === 'held' || entry.what === 'gone' ? [[entry.id, entry] as const] : [],
      ),
  );
  const logged = new Set<string>();
  const flowed = { required: 0, chosen: 0, numbers: 0 };
  for (const one of everybody) {
    const records = await recordsOf(bulk, one);
    const { disclosures } = await bulk.store.affiliate.list(
      one.member.device.accountRef,
      Number.MAX_SAFE_INTEGER,
      10_000,
    );
    for (const { disclosureId, payload, entries } of disclosures) {
      logged.add(disclosureId);
      for (const { epoch, index, nonce, opening } of entries) {
        const [entry] = await bulk.store.log.entries(epoch, index, 1);
        expect(Buffer.from(entry ?? []).equals(disclosureEntry(nonce, opening))).toBe(true);
      }
      const sent = known.get(disclosureId);
      const outcomes = entries.map(
        ({ opening }) => JSON.parse(opening) as { outcome?: string; at: number },
      );
      if (outcomes.some(({ outcome }) => outcome === 'acknowledged'))
        expect(received.has(disclosureId), told(disclosureId)).toBe(true);
      if (sent === undefined) continue;
      expect(JSON.parse(payload), told(disclosureId)).toEqual(sent.payload);
      const at = outcomes[0]?.at ?? 0;
      // What was answered by then counts, and what was being said may count.
      const least = one.said.filter(({ until }) => until < sent.moment).length;
      const most = one.said.filter(({ from }) => from < sent.moment).length;
      const verdicts = Array.from({ length: most - least + 1 }, (_, more) =>
        isAllowed(screen(sent.policies, records.slice(0, least + more), one.country, at), sent),
      );
      expect(verdicts, told(`${disclosureId} ${payload}`)).toContain(true);
      const { phoneNumber, purpose } = sent.payload;
      if (lasting.includes(String(purpose))) flowed.chosen++;
      else flowed.required++;
      if (phoneNumber !== undefined) {
        flowed.numbers++;
        expect(lasting).toContain(purpose);
        expect(phoneNumber).toBe(one.member.number);
      }
      // Both are chance alone, and may hold any run of digits.
      const said = { ...sent.payload, deletionHandle: '', pseudonym: '' };
      const others = JSON.stringify(said).replaceAll(one.member.number, '');
      expect(others.match(/\+?\d{8,}/), told(payload)).toBeNull();
    }
  }
  for (const id of received.keys()) expect(logged.has(id), told(id)).toBe(true);
  expect(Math.min(flowed.required, flowed.chosen, flowed.numbers, refused)).toBeGreaterThan(50);
  await bulk.close();
}, 600_000);
