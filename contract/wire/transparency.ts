import * as z from 'zod/mini';
import { accountIdSchema, bytesSchema } from '../ids.ts';
import type { LogName } from '../transparency/checkpoint.ts';
import { maxEpochStartLength } from '../transparency/epoch.ts';
import { prefixedBytes, utf8ToBytes } from '../utf8.ts';
import { endpoint } from './endpoint.ts';
import {
  blindedSchema,
  evaluationSchema,
  keyHeadsSchema,
  keyLookupSchema,
  labelKeySchema,
  labelLookupSchema,
  labelSecretSchema,
} from './key-log.ts';

const text = (max: number) => z.string().check(z.maxLength(max));

const epochSchema = z.int().check(z.minimum(1));
const positionSchema = z.int().check(z.minimum(0));

const logResponse = z.object({
  epoch: epochSchema,
  /** Whose signature a checkpoint bears; its name is the log's origin. */
  verifierKey: text(512),
  /** The server's own key over `logKeyBytes(verifierKey)`. */
  signature: bytesSchema(64),
  /** What the first entry of this epoch commits to (`formatEpochStart`); null in the first epoch. */
  start: z.nullable(text(maxEpochStartLength)),
  witnesses: z
    .array(z.object({ verifierKey: text(512), operator: text(120) }))
    .check(z.maxLength(16)),
});

/**
 * Beside these, the log itself is served as C2SP tlog-tiles, without sign-in: `/v1/log/epochs/<epoch>/checkpoint`,
 * `…/tile/<L>/<N>[.p/<W>]`, `…/tile/entries/<N>[.p/<W>]`, and for the present epoch the same under `/v1/log/`. What the first
 * entry of an epoch commits to is `/v1/log/epochs/<epoch>/start`. The log of keys stands the same way under `/v1/key-log/`.
 */
export const transparencyEndpoints = {
  describeLog: endpoint({
    method: 'GET',
    path: '/v1/log',
    auth: 'none',
    request: z.object({}),
    response: logResponse,
    errors: [],
    does: 'The disclosure log: its key, signed by the server’s own, and who witnesses it.',
  }),
  describeKeyLog: endpoint({
    method: 'GET',
    path: '/v1/key-log',
    auth: 'none',
    request: z.object({}),
    response: logResponse,
    errors: [],
    does: 'The same of the log of keys, whose entries are the heads of the map of everybody’s keys.',
  }),
  lookUpKeys: endpoint({
    method: 'POST',
    path: '/v1/key-log/accounts/:accountId',
    auth: 'device',
    request: z.object({
      accountId: accountIdSchema,
      /** The version that was looked at last; 0 for none. */
      after: z.int().check(z.minimum(0)),
      /** An identity key that the caller has: versions that say it are told, too. */
      holds: z.optional(bytesSchema(33)),
      /** The head that is asked about; without, the newest under a signed checkpoint. */
      at: z.optional(z.object({ epoch: epochSchema, position: positionSchema })),
    }),
    response: keyLookupSchema,
    errors: ['not_found'],
    does: 'What the map of keys holds of an account, at the head that is named or else the newest under a signed checkpoint: the path that proves it, and every version behind the one that was looked at last. What older versions said is told to the account itself, and to who holds the key that they said. `not_found` while there is no signed head, and for a head that is not kept: the distinguished ones and those of the last day are. `unavailable` for an account of before there was a map, until it is entered.',
  }),
  listKeyHeads: endpoint({
    method: 'POST',
    path: '/v1/key-log/heads',
    auth: 'device',
    request: z.object({
      epoch: epochSchema,
      /** Of a signed checkpoint. */
      size: positionSchema,
      /** A position: the distinguished heads behind it, as far as `mostDistinguished`; -1 for all. Without, the last one. */
      after: z.optional(z.int().check(z.minimum(-1))),
    }),
    response: keyHeadsSchema,
    errors: ['not_found'],
    does: 'The heads whose times show which of the log’s entries are distinguished: those at which everybody looks. `not_found` for a size that no checkpoint of the present epoch covers.',
  }),
  describeLabels: endpoint({
    method: 'GET',
    path: '/v1/key-log/labels',
    auth: 'none',
    request: z.object({}),
    response: labelKeySchema,
    errors: [],
    does: 'The key by which labels of numbers and usernames are made, signed by the server’s own.',
  }),
  evaluateLabels: endpoint({
    method: 'POST',
    path: '/v1/key-log/labels/evaluate',
    auth: 'device',
    request: z.object({ blinded: blindedSchema }),
    response: evaluationSchema,
    errors: [],
    does: 'BlindEvaluate of RFC 9497 (VOPRF, ristretto255-SHA512): what labels are made of, without the server being told of what. Each input counts as a look-up.',
  }),
  lookUpLabel: endpoint({
    method: 'POST',
    path: '/v1/key-log/labels/find',
    auth: 'device',
    request: z.object({
      secret: labelSecretSchema,
      /** The head that is asked about. */
      at: z.object({ epoch: epochSchema, position: positionSchema }),
    }),
    response: labelLookupSchema,
    errors: ['not_found'],
    does: 'Whose number or username the map of keys says that is, at a head, told by what its label is made of, since others see the label itself in paths: the path that proves it, or that it is nobody’s, and the path to the key by which labels are made. `not_found` for a head that is not kept, or is older than `labelHistoryMs`. `unavailable` while accounts of before are being entered.',
  }),
} as const;

/** The bytes that a server signs with its own key to name the key of its log. */
export const logKeyBytes = (verifierKey: string): Uint8Array<ArrayBuffer> =>
  prefixedBytes('bisik-log-key-v1', utf8ToBytes(verifierKey));

/** The path under which a log's files stand, of the present epoch. */
export const logBase = (log: LogName): string => (log === 'keys' ? '/v1/key-log/' : '/v1/log/');

/** The path under which an epoch's checkpoint and tiles stand; a name as of `tilePath`, or `checkpoint`, or `start`, follows. */
export const logPath = (epoch: number | ':epoch', log: LogName = 'disclosures'): string =>
  `${logBase(log)}epochs/${epoch}/`;
