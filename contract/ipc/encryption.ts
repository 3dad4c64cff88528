import * as z from 'zod/mini';
import { sendings } from '../encryption/sending.ts';
import { failuresOfAll, uncheckedParts, withheldReasons } from '../encryption/status.ts';
import {
  accountIdSchema,
  base64Schema,
  deviceIdSchema,
  registrationIdSchema,
  timestampSchema,
  uuidSchema,
} from '../ids.ts';
import { call, defineDomain, event } from './define.ts';
import {
  deliveryStateSchema,
  emptySchema,
  encryptionStatusSchema,
  numbersDifferSchema,
} from './model.ts';

/** SHA-256 of a serialised identity key, in hex. */
export const keyHashSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Which device of the account did something, and when by its clock. */
const authorSchema = z.object({
  device: z.string(),
  thisDevice: z.boolean(),
  at: timestampSchema,
});

/** Keys of one device, of which it has others after new keys: the number by which others tell them apart, null where it is not known. */
const registrationSchema = z.object({
  deviceId: deviceIdSchema,
  registrationId: z.nullable(registrationIdSchema),
});

/** A device on one of the two sides. */
const encryptionDeviceSchema = z.extend(registrationSchema, {
  /** Of the account's own devices; null where it cannot be read, and of a contact's. */
  name: z.nullable(z.string()),
  thisDevice: z.boolean(),
  /** Ed25519 public key that the account's identity key certified; null where none was seen. */
  signingKey: z.nullable(base64Schema(32)),
  /** When it was added, by the word of the server; null of a contact's, and where it was not asked. */
  addedAt: z.nullable(timestampSchema),
  /** When this app met it first; null where that was not kept. */
  seenAt: z.nullable(timestampSchema),
  /** The time of the first head at which this app read in the log of keys that it is a device of the account; null where it did not. */
  loggedAt: z.nullable(timestampSchema),
  /** When this app read there that it is one no more; null where it did not. */
  goneAt: z.nullable(timestampSchema),
});

/** Something that happened to the keys of a contact, as this device saw it. */
const keyEventSchema = z.object({
  what: z.enum([
    'first_seen',
    'replaced',
    'shown',
    'verified',
    // What ended a comparison: the person took it back, took other keys of theirs, made new keys themselves.
    'unverified',
    'ended_by_theirs',
    'ended_by_own',
    'device_seen',
    'device_gone',
  ]),
  at: timestampSchema,
  /** Of the key it is about; of `replaced`, the one that is in use from then on; of what ended a comparison, the one that had been compared. */
  keyHash: keyHashSchema,
  /** Of a key, the devices with which it was met first; of a device, that one. None where that was not kept, and of comparisons. */
  by: z.array(registrationSchema),
  /** Of comparisons and what ended them, what the own device was called on which that was done; null of all others. */
  comparedOn: z.nullable(z.string()),
});
export type KeyEvent = z.infer<typeof keyEventSchema>;

/** A key of the other side, and what two people compare of it. */
const comparableKeySchema = z.object({
  keyHash: keyHashSchema,
  /** 60 digits, libsignal's, the same on both sides. */
  safetyNumber: z.string().check(z.regex(/^\d{60}$/)),
  /** libsignal's scannable fingerprint, to show as a QR code. */
  scannable: z.string().check(z.maxLength(400)),
  since: timestampSchema,
});
export type ComparableKey = z.infer<typeof comparableKeySchema>;

/** How the last look at the log of keys ended for this chat. */
const keyCheckSchema = z.object({
  /** As of the chat in the list. */
  withheld: z.nullable(z.enum(withheldReasons)),
  /** What could not be looked at where the check is unavailable; null where it is not. */
  unchecked: z.nullable(z.enum(uncheckedParts)),
  /** When what failed was found; null where nothing did. */
  foundAt: z.nullable(timestampSchema),
  /** What was found of them stays, whatever the log says from now on: looking again ends nothing. */
  stays: z.boolean(),
  /** When the log last said the key in use; null for never. */
  agreedAt: z.nullable(timestampSchema),
});

/** All that this device can say of the encryption of a chat. */
const chatEncryptionSchema = z.object({
  status: encryptionStatusSchema,
  /** Who compared the key in use, and when; null when it was not compared. */
  verified: z.nullable(authorSchema),
  /** As of the chat in the list. */
  differs: z.nullable(numbersDifferSchema),
  /** Numbers were compared once, which counts no more since one side has other keys: theirs, or the account's own. Null for never, and while it counts. */
  comparedBefore: z.nullable(z.enum(['theirs', 'own'])),
  /** The key in use; null before any was seen: then there is nothing to compare. */
  key: z.nullable(comparableKeySchema),
  /** Another key that the server shows, while nothing was decided about it; null where there is none. */
  offered: z.nullable(comparableKeySchema),
  check: keyCheckSchema,
  /** Whether the server is told who writes to them, and why. */
  sending: z.enum(sendings),
  ownDevices: z.array(encryptionDeviceSchema),
  theirDevices: z.array(encryptionDeviceSchema),
  /** Newest first. */
  events: z.array(keyEventSchema),
});
export type ChatEncryption = z.infer<typeof chatEncryptionSchema>;

/** What libsignal tells of one envelope. */
const envelopeSchema = z.object({
  /** 3: agreed on with X3DH; 4: with PQXDH, that is with a post-quantum key as well. */
  version: z.int(),
  /** Its number in the sender's chain, from 0; null of the first message of a session, which wraps another. */
  counter: z.nullable(z.int()),
  /** Whether it carries a part of the post-quantum ratchet; null of the first message of a session. */
  pqRatchet: z.nullable(z.boolean()),
});
export type EnvelopeFacts = z.infer<typeof envelopeSchema>;

const seenEnvelopeSchema = z.extend(envelopeSchema, { at: timestampSchema });

/** The session with one device of a contact, as far as messages that went through it told. */
const sessionSchema = z.object({
  deviceId: deviceIdSchema,
  /** The last that was received in it, and the last that was sent; null before one was recorded. */
  received: z.nullable(seenEnvelopeSchema),
  sent: z.nullable(seenEnvelopeSchema),
});
export type SessionDetails = z.infer<typeof sessionSchema>;

/** What was recorded of one message. */
const messageInfoSchema = z.object({
  outgoing: z.boolean(),
  /** By the clock of whoever wrote it. */
  writtenAt: timestampSchema,
  /** When the server took it; null while it has not. */
  acceptedAt: z.nullable(timestampSchema),
  /** Of outgoing messages. */
  state: z.nullable(deliveryStateSchema),
  /** Where it came from, as it was recorded when it was taken; null where that was not recorded. */
  origin: z.nullable(
    z.object({
      deviceId: deviceIdSchema,
      /** Of the account's own devices; null where it is not known, and of a contact's. */
      name: z.nullable(z.string()),
      thisDevice: z.boolean(),
      /** Of the identity key that it came under; null of what was written on this device. */
      keyHash: z.nullable(keyHashSchema),
      /** That key is still the one in use. */
      isPresent: z.boolean(),
      /** The person had compared that very key by then; null of the account's own. */
      verified: z.nullable(z.boolean()),
      envelope: z.nullable(envelopeSchema),
    }),
  ),
  /** For whom this device encrypted it last; null of what came from elsewhere, and where it was not recorded. */
  recipients: z.nullable(
    z.object({
      deviceIds: z.array(deviceIdSchema),
      /** Of the contact's identity key under which it was. */
      keyHash: keyHashSchema,
      /** That key is still the one in use. */
      isPresent: z.boolean(),
      /** The person had compared that very key by then. */
      verified: z.boolean(),
    }),
  ),
});
export type MessageInfo = z.infer<typeof messageInfoSchema>;

/** The pre-keys of this device, with which others begin sessions. */
const keyStockSchema = z.object({
  /** When the server was asked last. */
  countedAt: timestampSchema,
  /** How many one-time keys the server has; each is handed out once. */
  oneTime: z.int(),
  /** How many post-quantum one-time keys. */
  oneTimePq: z.int(),
  /** The post-quantum key that is handed out when no other is left: the newest of this device, an earlier one, or none that it made; null where the server does not say. */
  lastResort: z.nullable(z.enum(['newest', 'earlier', 'not_ours'])),
  /** When this device made the newest; null without one. */
  lastResortAt: z.nullable(timestampSchema),
  /** When one-time keys were last published; null where that was not recorded. */
  filledAt: z.nullable(timestampSchema),
});
export type KeyStockState = z.infer<typeof keyStockSchema>;

/** Looks at the log of keys: whether they are those that the server says to everybody. */
export const keyChecksSchema = z.object({
  /** One is being made. */
  running: z.boolean(),
  /** The last time that the log was asked; null before the first. */
  last: z.nullable(
    z.object({
      at: timestampSchema,
      /** It was read, could not be, or contradicts itself. */
      came: z.enum(['read', 'unavailable', 'contradicts']),
    }),
  ),
  /** Of the log when it was read last; null before that. */
  log: z.nullable(
    z.object({
      at: timestampSchema,
      /** How many entries it had. */
      size: z.int(),
      /** Who may say that they saw the same log, and when each last did; null where not of this one. */
      witnesses: z.array(
        z.object({
          name: z.string(),
          operator: z.string(),
          cosignedAt: z.nullable(timestampSchema),
        }),
      ),
    }),
  ),
  /** The account's own entry; `state` null before it was looked at. */
  own: z.object({
    state: z.nullable(z.enum(['agrees', 'unavailable', 'contradicts'])),
    /** How often the account's keys or devices changed by it; 0 before it was seen. */
    version: z.int(),
    /** When it last agreed. */
    agreedAt: z.nullable(timestampSchema),
  }),
  /** Of people whose key is known here, how many entries agree, could not be looked at, contradict, or wait to be looked at. */
  others: z.object({
    agrees: z.int(),
    unavailable: z.int(),
    contradicts: z.int(),
    waiting: z.int(),
  }),
  /** Why nothing goes to anybody, whatever was read of others; null where nothing is held back from all. */
  withheld: z.nullable(z.enum(failuresOfAll)),
  /** When something was first found against the log or the own entry, also where that is over: what proves it can be saved. Null for nothing. */
  foundAt: z.nullable(timestampSchema),
});
export type KeyChecks = z.infer<typeof keyChecksSchema>;

/** All that this device can say of the encryption of its account. */
const ownEncryptionSchema = z.object({
  /** Null without an account. */
  key: z.nullable(
    z.object({
      keyHash: keyHashSchema,
      /** As libsignal serialises it. */
      publicKey: base64Schema(33),
      /** The account's half of every safety number, libsignal's. */
      digits: z.string().check(z.regex(/^\d{30}$/)),
    }),
  ),
  devices: z.array(encryptionDeviceSchema),
  /** Null before the server was asked. */
  stock: z.nullable(keyStockSchema),
  checks: keyChecksSchema,
});
export type OwnEncryption = z.infer<typeof ownEncryptionSchema>;

/**
 * What has to be before the person can go on. Of the own entry, `new_keys`: they make new keys, unless the log says the present ones in an epoch after
 * the one in which it did not; `look`: the log is seen to say the new keys, and nothing else from there on. Of the own number or username, `look`: each is
 * seen to lead where it should. Of the log, `new_epoch`: whoever runs the server begins it anew; `never`: not with this server. `ready`: they can,
 * once another look at the log bears it out; of the two notices, `epoch` and `label_key`, always.
 */
const alarmEnds = ['new_keys', 'look', 'new_epoch', 'never', 'ready'] as const;
export type AlarmEnd = (typeof alarmEnds)[number];

/**
 * own_label: the account's number or username leads to somebody else, or not as was chosen. epoch: the log began anew and does not account for
 * what was seen of it, as after a restored backup. label_key: labels of numbers and usernames are made by another key than before. Nothing is
 * withheld for these three.
 */
const alarmBySchema = z.enum(['own_entry', 'own_label', 'log', 'epoch', 'label_key']);
export type AlarmBy = z.infer<typeof alarmBySchema>;

const keyAlarmSchema = z.object({
  by: alarmBySchema,
  foundAt: z.nullable(timestampSchema),
  end: z.enum(alarmEnds),
});
export type KeyAlarm = z.infer<typeof keyAlarmSchema>;

/** Of each kind at most one, the gravest first. */
const keyAlarmsSchema = z.object({ alarms: z.array(keyAlarmSchema) });
export type KeyAlarms = z.infer<typeof keyAlarmsSchema>;

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
