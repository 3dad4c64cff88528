import * as z from 'zod/mini';
import { parseLogOrigin, serverIdOf } from '../../contract/transparency/checkpoint.ts';
import {
  parseVerifierKey,
  signatureTypes,
  type VerifierKey,
} from '../../contract/transparency/verifier-key.ts';
import type { EndpointResponse } from '../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import { logKeyBytes } from '../../contract/wire/transparency.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { verifySignature } from '../crypto/signing.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import type { LogIdentity } from './heads.ts';

export type About = EndpointResponse<Endpoints['describeLog']>;

const witnessSchema = z.object({ verifierKey: z.string(), operator: z.string() });
export type NamedWitness = z.infer<typeof witnessSchema>;

const knownLogSchema = z.object({
  /** Of the server, base64: the pinned one. */
  serverKey: z.string(),
  /** The server's statement of its log's key, as it was heard first. */
  verifierKey: z.string(),
  signature: z.string(),
  witnesses: z.array(witnessSchema),
  /** Verifier keys, of which one must cosign, since the person asked for it; empty: none need. */
  demanded: z.array(z.string()),
});
/** What is known here of a server's log. */
export type KnownLog = z.infer<typeof knownLogSchema>;

/** What outlives an account, beside notes and alarms. */
export const knownLogsName = 'log.known';
const mostLogs = 8;

const loadAll = (meta: MetaRepository): readonly KnownLog[] => {
  const parsed = z.array(knownLogSchema).safeParse(meta.get(knownLogsName));
  return parsed.success ? parsed.data : [];
};

/** Null while nothing was heard of the log of the server with this key. */
export const loadKnownLog = (meta: MetaRepository, serverKey: string): KnownLog | null =>
  loadAll(meta).find((known) => known.serverKey === serverKey) ?? null;

/** Keeps it, in place of what was known of the same server's. */
export const saveKnownLog = (meta: MetaRepository, log: KnownLog): void =>
  meta.set(knownLogsName, [
    ...loadAll(meta)
      .filter(({ serverKey }) => serverKey !== log.serverKey)
      .slice(1 - mostLogs),
    log,
  ]);

/** The keys of those witnesses that have one. */
export const witnessKeys = (witnesses: readonly NamedWitness[]): readonly VerifierKey[] =>
  witnesses.flatMap(({ verifierKey }) => {
    const key = parseVerifierKey(verifierKey);
    return key?.type === signatureTypes.cosignature ? [key] : [];
  });

/** The log's identity by a statement; null when it is not one of this server's, or not under its key. */
export const identityOf = (
  { verifierKey, signature }: Pick<About, 'verifierKey' | 'signature'>,
  serverKey: string,
): (LogIdentity & { readonly epoch: number }) | null => {
  const key = parseVerifierKey(verifierKey);
  const named = key && parseLogOrigin(key.name);
  const server = fromBase64(serverKey);
  if (!key || key.type !== signatureTypes.ed25519 || named?.serverId !== serverIdOf(server))
    return null;
  if (!verifySignature(server, logKeyBytes(verifierKey), fromBase64(signature))) return null;
  return { ...named, publicKey: key.publicKey };
};

const mostWitnesses = 32;

/** Those that were known, and those that are named now as far as there is room; who is named no more stays known. */
export const mergeWitnesses = (
  known: readonly NamedWitness[],
  named: readonly NamedWitness[],
): NamedWitness[] => {
  const byKey = new Map(known.map((witness) => [witness.verifierKey, witness]));
  for (const { verifierKey, operator } of named) byKey.set(verifierKey, { verifierKey, operator });
  return [...byKey.values()].slice(0, mostWitnesses);
};
