import { setTimeout as pause } from 'node:timers/promises';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { type LabelKind, toLabel } from '../../../contract/transparency/keys/label.ts';
import { evaluateBlinded } from '../../../contract/transparency/keys/oblivious.ts';
import { labelKeyBytes } from '../../../contract/wire/key-log.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { RateLimiter } from '../../http/rate-limiter.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RandomBytes } from '../../platform/random.ts';
import type { KeyMapStore } from '../../store/types/key-map.ts';
import type { LogStore } from '../../store/types/log.ts';
import { toBase64, toldPath } from './told.ts';

export interface LabelDependencies {
  readonly map: Pick<KeyMapStore, 'labelKeys' | 'lookUpLabel' | 'labelledAt'>;
  readonly log: Pick<LogStore, 'head' | 'newestSigned'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Signs with the server's own key. */
  readonly sign: (bytes: Uint8Array) => Uint8Array;
  /** How many labels an account may have made. */
  readonly evaluations: RateLimiter;
  /** The map commits to the label key. */
  readonly isCommitted: () => boolean;
}

export interface LabelAnswers {
  readonly handlers: Pick<Handlers, 'describeLabels' | 'evaluateLabels' | 'lookUpLabel'>;
  /** Waits until a signed head says who is found by this, two seconds at most: who is told may ask the map at once. */
  readonly whenSaid: (kind: LabelKind, value: string) => Promise<void>;
}

const waitingMs = 60_000;
const signedWithinMs = 2_000;
const lookEveryMs = 25;

/** Answers by which labels the map has numbers and usernames, and whose they are. */
export const createLabelAnswers = (dependencies: LabelDependencies): LabelAnswers => {
  const { map, log, clock, random, sign, evaluations, isCommitted } = dependencies;
  const keys = () => {
    // What the map does not commit to proves nothing to anybody.
    if (!isCommitted()) throw new CodedError('unavailable', { retryAfterMs: waitingMs });
    return map.labelKeys();
  };
  const count = (accountId: string, labels: number): void => {
    const retryAfterMs = evaluations.take(accountId, labels);
    if (retryAfterMs > 0) throw new CodedError('rate_limited', { retryAfterMs });
  };

  return {
    handlers: {
      describeLabels: async () => {
        const { publicKey } = keys();
        return {
          publicKey: toBase64(publicKey),
          signature: toBase64(sign(labelKeyBytes(publicKey))),
        };
      },
      evaluateLabels: async ({ blinded }, context) => {
        const present = keys();
        count(callerOf(context).accountId, blinded.length);
        const elements = blinded.map((one) => new Uint8Array(Buffer.from(one, 'base64')));
        const evaluation = evaluateBlinded(present, elements, random);
        if (evaluation === null) throw new CodedError('bad_request');
        const { evaluated, proof } = evaluation;
        return { evaluated: evaluated.map(toBase64), proof: toBase64(proof) };
      },
      lookUpLabel: async ({ secret, at }, context) => {
        keys();
        const { epoch } = await log.head();
        if (at.epoch !== epoch) throw new CodedError('not_found');
        const size = (await log.newestSigned(epoch))?.size ?? 0;
        const found = await map.lookUpLabel(
          new Uint8Array(toLabel(Buffer.from(secret, 'base64'))),
          { epoch, size, position: at.position },
          clock.now() - limits.labelHistoryMs,
          callerOf(context).accountId,
        );
        if (found === null) throw new CodedError('not_found');
        if (found.waits) throw new CodedError('unavailable', { retryAfterMs: waitingMs });
        const { head, path, keyPath, opening } = found;
        return {
          time: head.time,
          path: toldPath(path),
          keyPath: keyPath.siblings.map(toBase64),
          opening: opening && { accountId: opening.accountId, nonce: toBase64(opening.nonce) },
        };
      },
    },
    whenSaid: async (kind, value) => {
      const at = await map.labelledAt(kind, value);
      if (at === null) return;
      for (let waited = 0; waited < signedWithinMs; waited += lookEveryMs) {
        const { epoch } = await log.head();
        // A new epoch begins with the map as it stands.
        const position = epoch === at.epoch ? at.position : 0;
        if (((await log.newestSigned(epoch))?.size ?? 0) > position) return;
        await pause(lookEveryMs);
      }
    },
  };
};
