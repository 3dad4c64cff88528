import * as z from 'zod/mini';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { labelKeyBytes } from '../../../contract/wire/key-log.ts';
import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import { fromBase64 } from '../../crypto/bytes.ts';
import { verifySignature } from '../../crypto/signing.ts';
import { loadKnownLog } from '../../log/known-log.ts';
import type { MetaRepository } from '../../store/types/meta.ts';
import { keepFinding } from '../findings.ts';

/** What outlives an account. */
export const labelKeysName = 'key-log.labelKeys';
const most = 8;

const statementSchema = z.object({
  /** Of the server, base64: the pinned one. */
  serverKey: z.string(),
  /** The server's statement of the key by which it makes labels, as it was heard first. */
  publicKey: z.string(),
  signature: z.string(),
});

const load = (meta: MetaRepository): readonly z.infer<typeof statementSchema>[] => {
  const parsed = z.array(statementSchema).safeParse(meta.get(labelKeysName));
  return parsed.success ? parsed.data : [];
};
const known = (meta: MetaRepository, serverKey: string) =>
  load(meta).find((statement) => statement.serverKey === serverKey) ?? null;

/** The key by which this server makes labels; null before it was heard. */
export const knownLabelKey = (meta: MetaRepository, serverKey: string): Uint8Array | null => {
  const statement = known(meta, serverKey);
  return statement && fromBase64(statement.publicKey);
};

/**
 * Asks for the key by which the server makes labels, and keeps what it says first. There is one for ever: that it signed two is told, and
 * null is given. Rejects as `api` does, and with `server_not_bisik` where the pinned server did not sign it.
 */
export const learnLabelKey = async (
  context: Pick<Context, 'store' | 'clock'>,
  { api, serverKey }: Pick<Asking, 'api' | 'serverKey'>,
): Promise<Uint8Array | null> => {
  const { meta } = context.store;
  const { publicKey, signature } = await api('describeLabels', {});
  const key = fromBase64(publicKey);
  if (!verifySignature(fromBase64(serverKey), labelKeyBytes(key), fromBase64(signature)))
    throw new CodedError('server_not_bisik');
  const statement = known(meta, serverKey);
  if (statement === null) {
    meta.set(labelKeysName, [...load(meta).slice(1 - most), { serverKey, publicKey, signature }]);
    return key;
  }
  if (statement.publicKey === publicKey) return key;
  keepFinding(context, serverKey, [loadKnownLog(meta, serverKey)], {
    kind: 'other_label_key',
    subject: publicKey,
    notes: [statement, { serverKey, publicKey, signature }].map((one) => JSON.stringify(one)),
    byContact: false,
    found:
      'the server signed two keys for the labels of one map: notes hold both statements, each signed over bisik-label-key-v1 and the key',
  });
  return null;
};
