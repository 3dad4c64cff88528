import { isGiving } from '../../../contract/consent/effect.ts';
import type { ConsentRecord } from '../../../contract/consent/record.ts';
import { isChosenPurpose } from '../../../contract/policy/purposes.ts';
import type { AboutToSend } from './disclosed.ts';

/**
 * Whether sharing can rest on a choice: whoever writes the log may name any record, a refusal or one about something else
 * included.
 */
export const canRestOn = (
  { method, decisions }: Pick<ConsentRecord, 'method' | 'decisions'>,
  { purpose, recipient }: Pick<AboutToSend, 'purpose' | 'recipient'>,
): boolean => {
  if (!isChosenPurpose(purpose)) return method === 'acceptance';
  return decisions.some(
    (decision) =>
      decision.purpose === purpose && decision.recipient === recipient && isGiving(decision.state),
  );
};
