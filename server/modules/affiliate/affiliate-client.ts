import * as z from 'zod/mini';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import {
  affiliatePaths,
  affiliateSignatureBytes,
  affiliateSignatureHeader,
  type Batch,
  type BatchAnswer,
  batchAnswerSchema,
  formatAffiliateSignature,
  type Suggestions,
  suggestionsSchema,
} from '../../../contract/disclosure/affiliate.ts';
import { serverIdOf } from '../../../contract/transparency/checkpoint.ts';
import { bytesToUtf8, utf8ToBytes } from '../../../contract/utf8.ts';
import type { Clock } from '../../platform/clock.ts';

/**
 * `not_sent`: no connection came about. `unknown`: it may have come or not. `refused`: it came, and the answer was a refusal or
 * nonsense.
 */
export type BatchResult =
  | { readonly kind: 'answered'; readonly results: BatchAnswer['results'] }
  | { readonly kind: 'not_sent' | 'unknown' | 'refused' };

export interface AffiliateClient {
  /** Begins a request now, before it returns, until `stopped` breaks it off. The promise never rejects. */
  readonly send: (batch: Batch, stopped: AbortSignal) => Promise<BatchResult>;
  /** Null when it cannot be had now. Never rejects. */
  readonly suggestions: () => Promise<Suggestions | null>;
}

export interface AffiliateClientDependencies {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Breaks off what is on its way. */
  readonly closing: AbortSignal;
  /** The server's own key, by which the affiliate knows who sends. */
  readonly identity: {
    readonly publicKey: Uint8Array;
    readonly sign: (bytes: Uint8Array) => Uint8Array;
  };
}

const maxAnswerBytes = 64 * 1_024;
const maxSuggestionsBytes = 2 * 1_048_576;

/** Errors of Node and undici before a byte of the request could leave. */
const neverConnected =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|\w+_CERT_?\w*|UNABLE_TO_\w+)$/;

const failureOf = (error: unknown): 'not_sent' | 'unknown' => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return neverConnected.test(code) ? 'not_sent' : 'unknown';
};

/** The JSON of an answer; null for one that is longer than it may be or none. */
const readJson = async (response: Response, maxBytes: number): Promise<unknown> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(bytesToUtf8(Buffer.concat(chunks)));
  } catch {
    return null;
  }
};

/** The affiliate as it answers at its address; nothing it says is believed that does not have the agreed shape. */
export const createAffiliateClient = (
  dependencies: AffiliateClientDependencies,
): AffiliateClient => {
  const { url, clock, timeoutMs, identity, closing } = dependencies;
  const keyId = serverIdOf(identity.publicKey);
  const headersFor = (body: Uint8Array): Record<string, string> => {
    const at = clock.now();
    const signature = identity.sign(affiliateSignatureBytes(at, body));
    return { [affiliateSignatureHeader]: formatAffiliateSignature({ at, keyId, signature }) };
  };
  const common = (...stopped: readonly AbortSignal[]) =>
    ({
      redirect: 'error',
      signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs), ...stopped]),
    }) satisfies RequestInit;

  const resultOf = async (response: Response): Promise<BatchResult> => {
    const json = await readJson(response, maxAnswerBytes);
    if (response.status >= 500) return { kind: 'unknown' };
    const parsed = batchAnswerSchema.safeParse(json);
    return response.status === 200 && parsed.success
      ? { kind: 'answered', results: parsed.data.results }
      : { kind: 'refused' };
  };

  return {
    send: (batch, stopped) => {
      const body = utf8ToBytes(canonicalJson(batch));
      const headers = { 'content-type': 'application/json', ...headersFor(body) };
      return dependencies
        .fetch(`${url}${affiliatePaths.disclosures}`, {
          ...common(stopped),
          method: 'POST',
          headers,
          body,
        })
        .then(resultOf)
        .catch((error: unknown) => ({ kind: failureOf(error) }));
    },
    suggestions: async () => {
      try {
        const response = await dependencies.fetch(`${url}${affiliatePaths.suggestions}`, {
          ...common(),
          headers: headersFor(new Uint8Array(0)),
        });
        const json = await readJson(response, maxSuggestionsBytes);
        const parsed = z.safeParse(suggestionsSchema, json);
        return response.status === 200 && parsed.success ? parsed.data : null;
      } catch {
        return null;
      }
    },
  };
};
