import * as z from 'zod/mini';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import { recordVersion, type SignedRecord } from '../../../contract/consent/record.ts';
import { recordSignatureBytes } from '../../../contract/consent/signing.ts';
import { readRecord, type TakenRecord } from '../../../contract/consent/taken.ts';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { accountIdSchema, deviceIdSchema } from '../../../contract/ids.ts';
import { hashSchema } from '../../../contract/policy/document.ts';
import { verifyEd25519 } from '../../platform/ed25519.ts';

/** What every version of a record says of its place. */
const placeSchema = z.object({
  v: z.int().check(z.minimum(recordVersion)),
  accountId: accountIdSchema,
  deviceId: deviceIdSchema,
  sequence: z.int().check(z.minimum(1)),
  previous: z.nullable(hashSchema),
});
export type Place = z.infer<typeof placeSchema>;

export interface Incoming {
  readonly signed: SignedRecord;
  readonly place: Place;
  /** `record` null: of a version to come. It refuses everything. */
  readonly read: Pick<TakenRecord, 'hash' | 'record'>;
}

/** The place that a record claims, of any version; null when it is not the canonical JSON of a record. */
export const placeOf = (text: string): Place | null => {
  try {
    const value: unknown = JSON.parse(text);
    if (canonicalJson(value) !== text) return null;
    const parsed = placeSchema.safeParse(value);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

export interface Signer {
  readonly accountId: string;
  readonly deviceId: number;
  /** Ed25519, base64. */
  readonly signingKey: string;
}

/**
 * Reads a record of a device. Throws `record_refused` when it is none or another device's, `proof_invalid` when that device did not
 * sign it. A version to come is taken unread: an old server must not lose a refusal that it does not understand.
 */
export const readIncoming = (signed: SignedRecord, signer: Signer): Incoming => {
  const place = placeOf(signed.record);
  const read = readRecord(signed.record);
  if (
    place === null ||
    place.accountId !== signer.accountId ||
    place.deviceId !== signer.deviceId ||
    (read.record === null && place.v === recordVersion)
  )
    throw new CodedError('record_refused');
  const proved = verifyEd25519(
    Buffer.from(signer.signingKey, 'base64'),
    recordSignatureBytes(signed.record),
    Buffer.from(signed.signature, 'base64'),
  );
  if (!proved) throw new CodedError('proof_invalid');
  return { signed, place, read };
};
