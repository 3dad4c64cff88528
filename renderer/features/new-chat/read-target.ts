import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { chatsDomain } from '../../../contract/ipc/chats.ts';
import type { CallInput } from '../../../contract/ipc/define.ts';

export type Target = CallInput<typeof chatsDomain.calls.start>['by'];

/** Whom the person means: a username with its digits, or a number, national ones read as of the person's own country. */
export const readTarget = (text: string, ownNumber: string | null): Target | undefined => {
  const typed = text.trim().replace(/^@/, '');
  if (/^[a-z][a-z0-9_]{2,23}\.\d{2,6}$/i.test(typed)) {
    return { kind: 'username', username: typed.toLowerCase() };
  }
  const country = ownNumber ? parsePhoneNumberFromString(ownNumber)?.country : undefined;
  const number = parsePhoneNumberFromString(typed, country);
  if (!number?.isPossible() || !number.isValid()) return undefined;
  return { kind: 'number', number: number.number };
};
