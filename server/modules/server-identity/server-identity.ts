import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { type Endpoints, serverProofBytes } from '../../../contract/wire/http.ts';
import type { Handler } from '../../http/handlers.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RandomBytes } from '../../platform/random.ts';
import { openSecret } from '../../platform/secret-file.ts';

export interface ServerIdentity {
  /** Ed25519 (RFC 8032), 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly prove: (challenge: Uint8Array) => Uint8Array;
  /** Signs bytes that begin with a prefix of their own (`prefixedBytes`), so that no signature serves two purposes. */
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

// The fixed start of a PKCS #8 Ed25519 key (RFC 8410 section 7); the 32-byte seed follows.
const pkcs8Start = Buffer.from('302e020100300506032b657004220420', 'hex');

const keyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Start, seed]), format: 'der', type: 'pkcs8' });

/** Reads the server's key from the data folder, or makes it there once. Throws for a file that holds none. */
export const openServerIdentity = (dataDir: string, random: RandomBytes): ServerIdentity => {
  const key = keyOf(openSecret(join(dataDir, 'server-identity.key'), random));
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(-32)),
    prove: (challenge) => new Uint8Array(sign(null, serverProofBytes(challenge), key)),
    sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
  };
};

/** Answers who operates the server, with a fresh proof of its key. */
export const createDescribeServer =
  (
    identity: ServerIdentity,
    operator: string,
    version: string,
    clock: Clock,
  ): Handler<Endpoints['describeServer']> =>
  async ({ challenge }) => ({
    bisik: 1,
    operator,
    version,
    now: clock.now(),
    publicKey: Buffer.from(identity.publicKey).toString('base64'),
    signature: Buffer.from(identity.prove(Buffer.from(challenge, 'base64url'))).toString('base64'),
  });
