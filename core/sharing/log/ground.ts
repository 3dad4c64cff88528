import type { ConsentRecord } from '../../../contract/consent/record.ts';
import { isChosenPurpose } from '../../../contract/policy/purposes.ts';
import type { AboutToSend } from './disclosed.ts';

/**
 * Whether a choice is one that sharing can rest on: whoever writes the log may name any record, a refusal or one about something else
 * included.
 */
export const isGround = (
  { method, decisions }: Pick<ConsentRecord, 'method' | 'decisions'>,
  { purpose, recipient }: Pick<AboutToSend, 'purpose' | 'recipient'>,
): boolean => {
  if (!isChosenPurpose(purpose)) return method === 'acceptance';
  return decisions.some(
    (decision) =>
      decision.purpose === purpose &&
      decision.recipient === recipient &&
      (decision.state === 'given' || decision.state === 'notified'),
  );
};
