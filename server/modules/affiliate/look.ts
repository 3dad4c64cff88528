import type { Share, Sharing } from '../../../contract/consent/decide.ts';
import { isRefusing, refusesAll } from '../../../contract/consent/effect.ts';
import type { TakenRecord } from '../../../contract/consent/taken.ts';
import { dayOf } from '../../../contract/policy/fields.ts';
import {
  chosenPurposes,
  isChosenPurpose,
  type Purpose,
} from '../../../contract/policy/purposes.ts';
import type { RandomBytes } from '../../platform/random.ts';
import {
  type ActivityDay,
  type AffiliateChange,
  type ChangedAccount,
  type DisclosureRef,
  type Intent,
  longestWaitMs,
  type NewIntent,
  type SharedPurpose,
  type StandingDisclosure,
} from '../../store/types/affiliate.ts';
import { activityValues } from './activity.ts';
import { commitTo } from './leaves.ts';
import { covers, needsNoOccasion } from './payloads.ts';
import { mayPass, sharesWith } from './recipient.ts';

export interface LookFacts {
  readonly changed: ChangedAccount;
  readonly sharing: Sharing | null;
  /** Those after `changed.seenOrder`, in order. */
  readonly records: readonly Pick<TakenRecord, 'order' | 'record'>[];
  readonly standing: readonly StandingDisclosure[];
  readonly waiting: readonly Intent[];
  /** What was counted, today’s too. */
  readonly activity: readonly ActivityDay[];
  /** What is on its way at this moment. */
  readonly flying: ReadonlySet<DisclosureRef>;
  /** As the operator calls the affiliate. */
  readonly name: string;
  /** Recipients that anything was ever shared with, or may be. */
  readonly recipients: ReadonlySet<string>;
  readonly now: number;
  /** After this time, ms, nothing of what is on its way now can still arrive. */
  readonly landedAt: number;
}

const dayMs = 86_400_000;
/** Days that a device may hand over are at most a month old. */
const rememberedDays = 40;

type Key = Pick<SharedPurpose, 'recipient' | 'purpose'>;
const keyOf = ({ recipient, purpose }: Key): string => `${recipient} ${purpose}`;

/** The chosen purposes that these records refuse, whatever they say later: what was sent before is to be forgotten. */
const refusedBy = (records: LookFacts['records'], recipients: ReadonlySet<string>): Set<string> => {
  const refused = new Set<string>();
  for (const { record } of records) {
    if (refusesAll({ record }))
      for (const recipient of recipients)
        for (const purpose of chosenPurposes) refused.add(keyOf({ recipient, purpose }));
    for (const decision of record?.decisions ?? [])
      if (isRefusing(decision.state)) refused.add(keyOf(decision));
  }
  return refused;
};

/** A choice that holds no more without a record that says so, as when a stricter regime was picked. */
const isTakenBack = ({ because, chosen }: Share): boolean =>
  chosen && (because === 'refused' || because === 'not_chosen' || because === 'global_opt_out');

/** Nothing of it ever left, nor leaves now. */
const neverLeft = ({ ref, outcome }: StandingDisclosure, flying: LookFacts['flying']): boolean =>
  outcome === 'not_sent' && !flying.has(ref);

/** Whether the affiliate has, or is about to get, what a share lets it know; at the end of its retention it has forgotten. */
const isKnown = (share: Share, { standing, waiting, now }: LookFacts, refused: Set<string>) =>
  share.row === null ||
  (!refused.has(keyOf(share)) &&
    (waiting.some((intent) => keyOf(intent) === keyOf(share)) ||
      standing.some(
        (one) =>
          keyOf(one) === keyOf(share) &&
          (one.isOpen || one.outcome === 'acknowledged') &&
          covers(one.payload, share.row?.fields ?? []) &&
          now < one.begunAt + (share.row?.retentionDays ?? 0) * dayMs,
      )));

/** An occasion for a required purpose is a day that is over and on which something of its kind happened. */
const occasions: Readonly<Partial<Record<Purpose, (day: ActivityDay) => boolean>>> = {
  'infrastructure-and-delivery': ({ messages }) => messages > 0,
  security: ({ failedSignIns }) => failedSignIns > 0,
  'spam-and-abuse': ({ limitsHit }) => limitsHit > 0,
};

const occasionsOf = (share: Share, activity: readonly ActivityDay[]): readonly string[] =>
  share.allowed
    ? activity
        .filter((day) => occasions[share.purpose]?.(day) ?? false)
        .map((day) => JSON.stringify(activityValues(day)))
    : [];

/** What a look may change. */
export type Looked = Required<
  Pick<
    AffiliateChange,
    'refused' | 'askDeletion' | 'outcomes' | 'forgetDraws' | 'intents' | 'forgetDays' | 'looked'
  >
>;

/** Looks at several accounts, in one transaction. */
export const together = (looks: readonly Looked[]): Looked => ({
  refused: looks.flatMap(({ refused }) => refused),
  askDeletion: looks.flatMap(({ askDeletion }) => askDeletion),
  outcomes: looks.flatMap(({ outcomes }) => outcomes),
  forgetDraws: looks.flatMap(({ forgetDraws }) => forgetDraws),
  intents: looks.flatMap(({ intents }) => intents),
  forgetDays: looks.flatMap(({ forgetDays }) => forgetDays),
  looked: looks.flatMap(({ looked }) => looked),
});

/**
 * What follows from the choices of an account, since it was last looked at and by now: deletions to ask for, intents to drop, draws
 * to forget, and intents for what may be shared without an occasion.
 */
export const lookAt = (facts: LookFacts, random: RandomBytes): Looked => {
  const { changed, sharing, records, standing, waiting, now, name } = facts;
  const { accountRef } = changed;
  const shares = sharesWith(sharing, name);
  const refused = refusedBy(records, facts.recipients);
  for (const share of sharing?.shares ?? []) {
    const known = [...standing, ...waiting].some((one) => keyOf(one) === keyOf(share));
    if (known && isTakenBack(share)) refused.add(keyOf(share));
  }
  const isRefused = (key: Key): boolean => refused.has(keyOf(key)) && isChosenPurpose(key.purpose);
  const today = dayOf(now);
  const daysOver = facts.activity.filter(({ day }) => day < today);
  const lasting: NewIntent[] = shares
    .filter((share) => share.chosen && share.allowed && share.row !== null)
    .filter((share) => share.row !== null && needsNoOccasion(share.row))
    .filter((share) => !isKnown(share, facts, refused))
    .map(({ recipient, purpose }) => ({
      accountRef,
      recipient,
      purpose,
      values: '{}',
      createdAt: now,
    }));
  const ofDays: NewIntent[] = shares.flatMap((share) =>
    occasionsOf(share, daysOver).map((values) => ({
      accountRef,
      recipient: share.recipient,
      purpose: share.purpose,
      values,
      createdAt: now,
    })),
  );
  const starts = shares.flatMap((share) =>
    mayPass(share) && share.startsAt !== null && share.startsAt > now ? [share.startsAt] : [],
  );
  return {
    refused: waiting.filter(isRefused),
    askDeletion: standing
      .filter((one) => isRefused(one) && !neverLeft(one, facts.flying))
      .map((one) => ({
        ref: one.ref,
        askedAt: now,
        nextAt: facts.flying.has(one.ref) ? facts.landedAt : now,
        entry: commitTo(
          { v: 1, disclosureId: one.disclosureId, at: now, kind: 'deletion_asked' },
          random,
        ),
      })),
    outcomes: standing
      .filter((one) => one.isOpen && isRefused(one) && neverLeft(one, facts.flying))
      .map(({ ref }) => ({ ref, outcome: 'not_sent', nextAt: null, refusals: 0, entry: null })),
    forgetDraws: refused.size > 0 ? [accountRef] : [],
    intents: [...lasting, ...ofDays],
    forgetDays: [
      {
        accountRef,
        activityBefore: today,
        submittedBefore: dayOf(Math.max(0, now - rememberedDays * dayMs)),
      },
    ],
    looked: [
      {
        accountRef,
        seenOrder: records.at(-1)?.order ?? changed.seenOrder,
        nextAt: Math.min(now + longestWaitMs, ...starts),
        isCounted: shares.some(({ purpose, allowed }) => allowed && purpose in occasions),
      },
    ],
  };
};
