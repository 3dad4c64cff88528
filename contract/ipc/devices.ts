import * as z from 'zod/mini';
import { errorBodySchema } from '../errors/coded-error.ts';
import { deviceIdSchema, displayNameSchema, phoneNumberSchema, timestampSchema } from '../ids.ts';
import { daySchema } from '../policy/fields.ts';
import { limits } from '../wire/limits.ts';
import { call, defineDomain, event } from './define.ts';
import { emptySchema } from './model.ts';

/** Six digits in two groups, which both screens show: the same when nobody stands between. */
const comparisonSchema = z.string().check(z.regex(/^\d{4} \d{4}$/));
const codeSchema = z.string().check(z.maxLength(2_000));

/** One device of the account, as the server lists it and its sealed name says. */
const ownDeviceSchema = z.object({
  deviceId: deviceIdSchema,
  /** Null when its sealed name cannot be read. */
  name: z.nullable(z.string()),
  addedAt: timestampSchema,
  /** The day of its last connection, UTC; coarse on purpose. */
  activeDay: z.nullable(daySchema),
  thisDevice: z.boolean(),
});
export type OwnDevice = z.infer<typeof ownDeviceSchema>;

/** How a new app joins an account. */
const joiningSchema = z.discriminatedUnion('stage', [
  /** The code is asked for from the server. */
  z.object({ stage: z.literal('preparing') }),
  /** Shown as a QR code and as text, until it expires or a linked device answers. */
  z.object({ stage: z.literal('showing'), code: codeSchema, expiresAt: timestampSchema }),
  /** A linked device answered: the person compares, then confirms. */
  z.object({
    stage: z.literal('answered'),
    number: phoneNumberSchema,
    name: z.string(),
    comparison: comparisonSchema,
    withHistory: z.boolean(),
  }),
  z.object({ stage: z.literal('linking') }),
  z.object({ stage: z.literal('failed'), problem: errorBodySchema }),
]);
export type Joining = z.infer<typeof joiningSchema>;

/** History on its way between two devices of the account. */
const historyMoveSchema = z.object({
  direction: z.enum(['sending', 'receiving']),
  /** waiting: for the other device. paused: the way to the server is down; goes on by itself. */
  stage: z.enum(['waiting', 'moving', 'paused', 'done', 'cancelled', 'failed']),
  doneMessages: z.int(),
  /** Null while it is not known. */
  totalMessages: z.nullable(z.int()),
  problem: z.nullable(errorBodySchema),
});
export type HistoryMove = z.infer<typeof historyMoveSchema>;

/** The account's devices, linking, and history on its way between them. */
const devicesStateSchema = z.object({
  /** Null before the server was asked. */
  devices: z.nullable(z.array(ownDeviceSchema)),
  mostDevices: z.int(),
  /** Of an app without an account; null when it does not link. */
  joining: z.nullable(joiningSchema),
  history: z.nullable(historyMoveSchema),
  newKeys: z.object({
    /** making: the server is asked. waiting: its answer was lost; nothing is sent or received until it is known. */
    stage: z.enum(['none', 'making', 'waiting']),
    /** When they were last made on this device; null: never. */
    madeAt: z.nullable(timestampSchema),
    /** Why they were not made after all, once that was found out later. */
    problem: z.nullable(errorBodySchema),
  }),
  /** A device that was added and that the person has not read of yet; without a number where only another device's word of it came. */
  added: z.nullable(
    z.object({
      deviceId: z.nullable(deviceIdSchema),
      name: z.nullable(z.string()),
      at: timestampSchema,
    }),
  ),
  /** A device that joined after the person approved it here, until they read so. */
  linked: z.nullable(
    z.object({ deviceId: deviceIdSchema, name: z.nullable(z.string()), at: timestampSchema }),
  ),
});
export type DevicesState = z.infer<typeof devicesStateSchema>;

/** The devices of the account, and linking. Hosted by the engine. */
export const devicesDomain = defineDomain('devices', {
  host: 'engine',
  calls: {
    get: call(emptySchema, devicesStateSchema, 'What is known here.'),
    refresh: call(emptySchema, devicesStateSchema, 'Asks the server for the list.'),
    showCode: call(
      z.object({ deviceName: displayNameSchema }),
      devicesStateSchema,
      'Before there is an account: makes a linking code and waits for a linked device to answer it.',
    ),
    cancelCode: call(
      emptySchema,
      devicesStateSchema,
      'Stops linking; what was answered is forgotten.',
    ),
    confirm: call(
      emptySchema,
      devicesStateSchema,
      'Both screens show the same digits: joins the account.',
    ),
    readCode: call(
      z.object({ code: codeSchema }),
      z.object({ deviceName: z.string(), number: phoneNumberSchema, comparison: comparisonSchema }),
      'Reads a linking code of another app: what it is called, and what to compare. Gives nothing away.',
    ),
    approve: call(
      z.object({ code: codeSchema, withHistory: z.boolean() }),
      devicesStateSchema,
      'Links the app that shows the code.',
    ),
    rename: call(
      z.object({ name: displayNameSchema }),
      devicesStateSchema,
      'Names this device for the person’s other devices.',
    ),
    unlink: call(
      z.object({
        deviceIds: z
          .array(deviceIdSchema)
          .check(z.minLength(1), z.maxLength(limits.maxDevicesPerAccount)),
        /** Says so to the device itself, signed: its messages are wiped. Without it they stay there, locked. */
        wipe: z.boolean(),
      }),
      devicesStateSchema,
      'Removes other devices at once.',
    ),
    makeNewKeys: call(
      emptySchema,
      devicesStateSchema,
      'Gives the account other keys, since a device was lost that has them; every other device is ended and keeps what it has. Rejects when nothing changed.',
    ),
    readAdded: call(emptySchema, devicesStateSchema, 'The person read that a device was added.'),
    readLinked: call(
      emptySchema,
      devicesStateSchema,
      'The person read that the device that they approved here joined.',
    ),
    cancelHistory: call(
      emptySchema,
      devicesStateSchema,
      'Stops moving history; what arrived stays.',
    ),
    resumeHistory: call(emptySchema, devicesStateSchema, 'Tries again after it failed.'),
  },
  events: { changed: event(devicesStateSchema, 'A device, a code or the history moved on.') },
});
