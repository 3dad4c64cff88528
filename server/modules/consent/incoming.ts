import { type Place, placeOf } from '../../../contract/consent/place.ts';
import { recordVersion, type SignedRecord } from '../../../contract/consent/record.ts';
import { recordSignatureBytes } from '../../../contract/consent/signing.ts';
import { readRecord, type TakenRecord } from '../../../contract/consent/taken.ts';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { verifyEd25519 } from '../../platform/ed25519.ts';

export interface Incoming {
  readonly signed: SignedRecord;
  readonly place: Place;
  /** `record` null: of a version to come. It refuses everything. */
  readonly read: Pick<TakenRecord, 'hash' | 'record'>;
}

export interface Signer {
  readonly accountId: string;
  readonly deviceId: number;
  /** Ed25519, base64. */
  readonly signingKey: string;
}

/**
 * Reads a record of a device. Throws `record_refused` when it is none or another device's, `proof_invalid` when that device did not
 * sign it. A version to come is taken unread while it is short: an old server must not lose a refusal that it does not understand.
 */
export const readIncoming = (signed: SignedRecord, signer: Signer): Incoming => {
  const read = readRecord(signed.record);
  const place = read.record ?? placeOf(signed.record);
  if (
    place === null ||
    place.accountId !== signer.accountId ||
    place.deviceId !== signer.deviceId ||
    (read.record === null && place.v === recordVersion)
  )
    throw new CodedError('record_refused');
  if (read.record === null && Buffer.byteLength(signed.record) > limits.maxUnreadRecordBytes)
    throw new CodedError('record_refused', { details: { reason: 'too_long' } });
  const proved = verifyEd25519(
    Buffer.from(signer.signingKey, 'base64'),
    recordSignatureBytes(signed.record),
    Buffer.from(signed.signature, 'base64'),
  );
  if (!proved) throw new CodedError('proof_invalid');
  return { signed, place, read };
};
