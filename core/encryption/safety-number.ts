import { Fingerprint, type PublicKey } from '@signalapp/libsignal-client';
import { LRUCache } from 'lru-cache';
import { writeUuid } from '../../contract/wire/uuid-bytes.ts';
import type { Bytes } from '../crypto/bytes.ts';
import { toKeyHash } from '../crypto/key-hash.ts';

/** One side of a comparison. */
export interface NumberedSide {
  readonly accountId: string;
  readonly identityKey: PublicKey;
}

/** What two people compare, in the two forms that libsignal gives it. */
export interface SafetyNumber {
  /** 60 digits, the same on both sides. */
  readonly digits: string;
  /** libsignal's serialised ScannableFingerprint; the two sides have different ones that fit each other. */
  readonly scannable: Bytes;
}

/** Of libsignal's fingerprints; both sides must use the same. */
export const fingerprintVersion = 2;
const iterations = 5_200;
const held = 100;

const toIdentifier = (accountId: string): Bytes => {
  const bytes = new Uint8Array(16);
  writeUuid(bytes, 0, accountId);
  return bytes;
};

/** A side's half of each of its safety numbers, 30 digits: libsignal puts it before or after the other side's. */
export const ownDigits = ({ accountId, identityKey }: NumberedSide): string => {
  const identifier = toIdentifier(accountId);
  // Compared with itself, both halves are the same.
  const both = Fingerprint.new(
    iterations,
    fingerprintVersion,
    identifier,
    identityKey,
    identifier,
    identityKey,
  );
  return both.displayableFingerprint().toString().slice(0, 30);
};

/** Safety numbers, the last ones kept: each takes thousands of hashes. */
export const createSafetyNumbers = (): ((
  own: NumberedSide,
  theirs: NumberedSide,
) => SafetyNumber) => {
  const known = new LRUCache<string, SafetyNumber>({ max: held });
  const nameOf = ({ accountId, identityKey }: NumberedSide): string =>
    `${accountId} ${toKeyHash(identityKey.serialize())}`;
  return (own, theirs) => {
    const name = `${nameOf(own)} ${nameOf(theirs)}`;
    const before = known.get(name);
    if (before) return before;
    const fingerprint = Fingerprint.new(
      iterations,
      fingerprintVersion,
      toIdentifier(own.accountId),
      own.identityKey,
      toIdentifier(theirs.accountId),
      theirs.identityKey,
    );
    const made = {
      digits: fingerprint.displayableFingerprint().toString(),
      scannable: fingerprint.scannableFingerprint().toBuffer(),
    };
    known.set(name, made);
    return made;
  };
};
