import { drawResponse } from '../../../contract/disclosure/randomised-response.ts';
import { usageBuckets } from '../../../contract/policy/fields.ts';
import type { Random } from '../../platform/types.ts';
import type { UsageRepository } from '../../store/types/usage.ts';
import type { UsageBucket } from './days.ts';

/** What may be spent on answers under a version of the policy, in hundredths of ε. */
export interface Budget {
  /** Hash of the version. */
  readonly policy: string;
  /** Of one answer. */
  readonly epsilonHundredths: number;
  /** Of all together. */
  readonly capHundredths: number;
}

export type Answers = Pick<UsageRepository, 'answers' | 'drawnBefore' | 'keepAnswer'>;

/** What is said for a range. */
export interface Answer {
  readonly said: UsageBucket;
  /** What handing it over costs; 0 for what was handed over before. */
  readonly owedHundredths: number;
}

const toAnswer = (said: string, owedHundredths: number): Answer | null => {
  const bucket = usageBuckets.find((known) => known === said);
  return bucket === undefined ? null : { said: bucket, owedHundredths };
};

/**
 * What is said for a true range under a version: drawn once, and kept before this returns, so that asking again reveals nothing more. With the
 * budget spent, a range that has no answer yet is answered by the first that was handed over: being silent only on such days would say which
 * they are. Null where nothing can be said within the budget. Throws as the store does.
 */
export const answerFor = (
  usage: Answers,
  random: Pick<Random, 'bytes'>,
  budget: Budget,
  bucket: UsageBucket,
): Answer | null => {
  const { policy, epsilonHundredths, capHundredths } = budget;
  const kept = usage.answers(policy);
  const own = kept.find((answer) => answer.bucket === bucket);
  if (own && own.epsilonHundredths > 0) return toAnswer(own.answer, 0);
  const spent = kept.reduce((sum, answer) => sum + answer.epsilonHundredths, 0);
  const cost = own ? (own.drawnHundredths ?? Number.POSITIVE_INFINITY) : epsilonHundredths;
  if (cost > epsilonHundredths || spent + cost > capHundredths) {
    const first = kept.find((answer) => answer.epsilonHundredths > 0);
    return first ? toAnswer(first.answer, 0) : null;
  }
  if (own) return toAnswer(own.answer, cost);
  // A version that changes nothing in the noise is no occasion to draw again.
  const answer =
    usage.drawnBefore(bucket, epsilonHundredths) ??
    drawResponse(usageBuckets, bucket, epsilonHundredths, random.bytes);
  usage.keepAnswer({
    policy,
    bucket,
    answer,
    epsilonHundredths: 0,
    drawnHundredths: epsilonHundredths,
  });
  return toAnswer(answer, cost);
};

/**
 * The same, paid for: it counts as handed over from now on, whatever becomes of it. On the disk once the surrounding transaction is. Throws as
 * the store does.
 */
export const payFor = (
  usage: Answers,
  random: Pick<Random, 'bytes'>,
  budget: Budget,
  bucket: UsageBucket,
): UsageBucket | null => {
  const answer = answerFor(usage, random, budget, bucket);
  if (answer === null) return null;
  const { said, owedHundredths } = answer;
  if (owedHundredths > 0)
    usage.keepAnswer({
      policy: budget.policy,
      bucket,
      answer: said,
      epsilonHundredths: owedHundredths,
      drawnHundredths: owedHundredths,
    });
  return said;
};
