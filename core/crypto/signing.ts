import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type Bytes, fromBase64, toBase64Url } from './bytes.ts';

// RFC 8410 section 7: the fixed head of a PKCS #8 Ed25519 private key.
const pkcs8Head = Uint8Array.of(
  0x30,
  0x2e,
  0x02,
  0x01,
  0x00,
  0x30,
  0x05,
  0x06,
  0x03,
  0x2b,
  0x65,
  0x70,
  0x04,
  0x22,
  0x04,
  0x20,
);

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });

/** The Ed25519 public key (32 bytes, RFC 8032) of a 32-byte seed. */
export const signingPublicKey = (seed: Uint8Array): Bytes => {
  const { x } = createPublicKey(privateKeyOf(seed)).export({ format: 'jwk' });
  return fromBase64(x ?? '');
};

/** The Ed25519 signature (64 bytes, RFC 8032) by a 32-byte seed. */
export const signMessage = (seed: Uint8Array, message: Uint8Array): Bytes =>
  new Uint8Array(sign(null, message, privateKeyOf(seed)));

/** Whether an Ed25519 signature (RFC 8032) over `message` is by `publicKey`; false, too, for keys and signatures that are none. */
export const verifySignature = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(publicKey) },
      format: 'jwk',
    });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
};
