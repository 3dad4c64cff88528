import * as z from 'zod/mini';
import { base64Schema } from '../ids.ts';
import { maxEpochStartLength } from '../transparency/epoch.ts';
import { prefixedBytes, utf8ToBytes } from '../utf8.ts';
import { endpoint } from './endpoint.ts';

const text = (max: number) => z.string().check(z.maxLength(max));

/**
 * Beside these, the log itself is served as C2SP tlog-tiles, without sign-in: `/v1/log/epochs/<epoch>/checkpoint`,
 * `…/tile/<L>/<N>[.p/<W>]`, `…/tile/entries/<N>[.p/<W>]`, and for the present epoch the same under `/v1/log/`. What the first
 * entry of an epoch commits to is `/v1/log/epochs/<epoch>/start`.
 */
export const transparencyEndpoints = {
  describeLog: endpoint({
    method: 'GET',
    path: '/v1/log',
    auth: 'none',
    request: z.object({}),
    response: z.object({
      epoch: z.int().check(z.minimum(1)),
      /** Whose signature a checkpoint bears; its name is the log's origin. */
      verifierKey: text(512),
      /** The server's own key over `logKeyBytes(verifierKey)`. */
      signature: base64Schema(64),
      /** What the first entry of this epoch commits to (`formatEpochStart`); null in the first epoch. */
      start: z.nullable(text(maxEpochStartLength)),
      witnesses: z
        .array(z.object({ verifierKey: text(512), operator: text(120) }))
        .check(z.maxLength(16)),
    }),
    errors: [],
    does: 'The disclosure log: its key, signed by the server’s own, and who witnesses it.',
  }),
} as const;

/** The bytes that a server signs with its own key to name the key of its log. */
export const logKeyBytes = (verifierKey: string): Uint8Array<ArrayBuffer> =>
  prefixedBytes('bisik-log-key-v1', utf8ToBytes(verifierKey));

/** The path under which an epoch's checkpoint and tiles stand; a name as of `tilePath`, or `checkpoint`, or `start`, follows. */
export const logPath = (epoch: number | ':epoch'): string => `/v1/log/epochs/${epoch}/`;
