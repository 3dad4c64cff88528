import * as z from 'zod/mini';
import { accountIdSchema, uuidSchema } from '../ids.ts';
import { call, defineDomain, event } from './define.ts';
import { alarmBySchema, keyAlarmsSchema } from './encryption/alarms.ts';
import { chatEncryptionSchema } from './encryption/chat.ts';
import { keyHashSchema } from './encryption/key-hash.ts';
import { messageInfoSchema, sessionSchema } from './encryption/message.ts';
import { ownEncryptionSchema } from './encryption/own.ts';
import { emptySchema } from './model.ts';

const personSchema = z.object({ accountId: accountIdSchema });
const ofKeySchema = z.object({ accountId: accountIdSchema, keyHash: keyHashSchema });

/** What encryption a chat has, and what people know of each other's keys. Hosted by the engine. */
export const encryptionDomain = defineDomain('encryption', {
  host: 'engine',
  calls: {
    get: call(
      personSchema,
      chatEncryptionSchema,
      'What can be said of the chat with them. Rejects with `not_found` when there is none.',
    ),
    own: call(emptySchema, ownEncryptionSchema, 'What can be said of the account’s own keys.'),
    countKeys: call(
      emptySchema,
      ownEncryptionSchema,
      'The same, after the server was asked how many keys it has. Rejects with `not_registered`, or as a request fails.',
    ),
    checkNow: call(
      emptySchema,
      ownEncryptionSchema,
      'The same, after the own entry and those that were not looked at longest were looked at in the log of keys, 100 at most. Rejects with `offline` without a connection.',
    ),
    sessions: call(
      personSchema,
      z.object({ sessions: z.array(sessionSchema) }),
      'The sessions with their devices, in words of libsignal’s public API. Rejects with `not_found` when there is no chat.',
    ),
    message: call(
      z.object({ chatId: uuidSchema, order: z.int() }),
      messageInfoSchema,
      'What was recorded of a message. Rejects with `not_found` when it is not there, or is no message.',
    ),
    verify: call(
      ofKeySchema,
      emptySchema,
      'The person compared this very key, on every device of the account; an offered one is accepted by that. Rejects with `keys_changed_again` when another is in use by now, `not_found` when none is, `quota_full` when no more marks can be kept.',
    ),
    unverify: call(personSchema, emptySchema, 'Takes that back, on every device of the account.'),
    differ: call(
      ofKeySchema,
      emptySchema,
      'The person compared this very key, in use or offered, and the numbers were not the same: so on every device of the account, until they are, or it is taken back. Rejects as `verify` does.',
    ),
    undoDiffer: call(
      personSchema,
      emptySchema,
      'The person says that that was a mistake, on every device of the account.',
    ),
    scan: call(
      z.object({ accountId: accountIdSchema, scanned: z.string().check(z.maxLength(2_000)) }),
      z.object({
        result: z.enum(['same', 'same_in_use', 'different', 'not_a_code', 'newer_version']),
      }),
      'Compares a scanned code with the offered key where there is one, and with the key in use, and marks the one that it is as verified. The offered one is accepted by that; `same_in_use`: it is the key in use, and the offered one is not theirs. Rejects with `not_found` when no key is known.',
    ),
    check: call(
      personSchema,
      z.object({ result: z.enum(['agrees', 'unavailable', 'checking', 'failed']) }),
      'Looks at the log of keys now, and at the keys that the server shows for them. Rejects with `offline`, `not_found` when there is no chat.',
    ),
    exportEvidence: call(
      z.object({ accountId: z.nullable(accountIdSchema) }),
      z.object({ name: z.string(), text: z.string() }),
      'What was found against the log of keys, the own entry and this account’s, with what proves it, as a file. Rejects with `not_found` when that is nothing.',
    ),
    alarms: call(
      emptySchema,
      keyAlarmsSchema,
      'All that counts for every chat, the gravest first: the log of keys contradicts itself or says something in this account’s name that is not so, the own number or username does not lead to the account, the log began anew unexplained, labels are made by another key.',
    ),
    goOn: call(
      z.object({ by: alarmBySchema, number: z.string().check(z.maxLength(40)) }),
      keyAlarmsSchema,
      'The person goes on after that, and says so with their number; the log is looked at once more before. Gives what counts then. Rejects with `number_invalid` for another number, `alarm_not_over` where something has to be first, `unavailable` where that could not be looked at now, `not_found` without such an alarm, `offline`.',
    ),
  },
  events: {
    changed: event(personSchema, 'Something else is to be said of the chat with them.'),
    ownChanged: event(emptySchema, 'Something else is to be said of the account’s own keys.'),
    alarmsChanged: event(keyAlarmsSchema, 'Something else counts for every chat.'),
  },
});
