import { verify } from 'node:crypto';

// The fixed start of an Ed25519 public key (RFC 8410 section 4); the 32 bytes follow.
const spkiStart = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether `signature` is `publicKey`'s (Ed25519, RFC 8032) over `message`. Throws for bytes that are no key. */
export const verifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean =>
  verify(
    null,
    message,
    { key: Buffer.concat([spkiStart, publicKey]), format: 'der', type: 'spki' },
    signature,
  );
