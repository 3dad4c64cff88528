import { createHmac, timingSafeEqual } from 'node:crypto';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../http/handlers.ts';
import type { Clock } from '../../platform/clock.ts';
import { type RandomBytes, randomBelow, randomToken, randomUuid } from '../../platform/random.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { RegistrationStore } from '../../store/types.ts';
import type { CodeLimits } from './code-limits.ts';
import type { CodeSender } from './code-sender.ts';

export interface RegistrationDependencies {
  readonly store: RegistrationStore;
  readonly sender: CodeSender;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly limits: ServerLimits;
  /** Keys the hashes of codes, so that the database alone does not give them away. */
  readonly codeKey: Uint8Array;
  readonly codeLimits: CodeLimits;
  readonly hashToken: (token: string) => Uint8Array<ArrayBuffer>;
  readonly onSenderFailed: (error: unknown) => void;
}

type RegistrationHandlers = Pick<Handlers, 'requestCode' | 'submitCode'>;

/** A number in E.164 that can exist. Throws `number_invalid`. */
const parseNumber = (text: string): string => {
  const parsed = parsePhoneNumberFromString(text);
  if (parsed === undefined || !parsed.isPossible() || parsed.number !== text)
    throw new CodedError('number_invalid');
  return parsed.number;
};

export const createRegistrationHandlers = (
  dependencies: RegistrationDependencies,
): RegistrationHandlers => {
  const { store, sender, clock, random, limits, codeKey } = dependencies;
  const hashCode = (id: string, code: string): Uint8Array<ArrayBuffer> =>
    new Uint8Array(createHmac('sha256', codeKey).update(`${id}.${code}`).digest());

  return {
    requestCode: async (request, from) => {
      const number = parseNumber(request.number);
      const retryAfterMs = dependencies.codeLimits.take(number, from);
      if (retryAfterMs > 0) throw new CodedError('rate_limited', { retryAfterMs });
      const now = clock.now();
      const id = randomUuid(random);
      const code = String(randomBelow(random, 1_000_000)).padStart(6, '0');
      const expiresAt = now + limits.codeLifetimeMs;
      await store.add({
        id,
        number,
        codeHash: hashCode(id, code),
        tries: limits.codeTries,
        expiresAt,
      });
      try {
        await sender.send({ id, number, code, expiresAt });
      } catch (error) {
        dependencies.onSenderFailed(error);
        await store.remove(id);
        throw new CodedError('code_not_sent');
      }
      return { registrationId: id, expiresAt, resendAt: now + limits.codeResendAfterMs };
    },
    submitCode: async ({ registrationId, code }) => {
      const taken = await store.takeTry(registrationId);
      if (taken.kind === 'used_up') throw new CodedError('code_tries_used_up');
      const now = clock.now();
      if (taken.kind === 'unknown' || taken.expiresAt <= now) throw new CodedError('code_expired');
      if (!timingSafeEqual(hashCode(registrationId, code), taken.codeHash))
        throw new CodedError('code_wrong');
      const registrationToken = randomToken(random);
      const expiresAt = now + limits.registrationTokenLifetimeMs;
      await store.prove(registrationId, dependencies.hashToken(registrationToken), expiresAt);
      return { registrationToken, expiresAt };
    },
  };
};
