import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, fromBase64 } from '../crypto/bytes.ts';

/** SHA-256 of a server's public key (base64), as linking codes carry it. */
export const serverKeyHash = (publicKey: string): Bytes =>
  new Uint8Array(sha256(fromBase64(publicKey)));
