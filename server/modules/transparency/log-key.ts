import { createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto';
import { join } from 'node:path';
import { formatCheckpoint } from '../../../contract/transparency/checkpoint.ts';
import { deriveLabelKeys, type LabelKeys } from '../../../contract/transparency/keys/oblivious.ts';
import { formatNote } from '../../../contract/transparency/note.ts';
import type { TreeHead } from '../../../contract/transparency/proofs.ts';
import {
  createVerifierKey,
  signatureTypes,
  type VerifierKey,
} from '../../../contract/transparency/verifier-key.ts';
import type { RandomBytes } from '../../platform/random.ts';
import { openSecret } from '../../platform/secret-file.ts';

export interface LogKey {
  readonly verifierKey: (origin: string) => VerifierKey;
  /** The signed note of a checkpoint. */
  readonly signNote: (origin: string, head: TreeHead) => string;
}

// The fixed start of a PKCS #8 Ed25519 key (RFC 8410 section 7); the 32-byte seed follows.
const pkcs8Start = Buffer.from('302e020100300506032b657004220420', 'hex');

const openSeed = (dataDir: string, random: RandomBytes) =>
  openSecret(join(dataDir, 'log.key'), random);

/** The key by which labels are made. It follows from the log's: wherever that is, this is, and no backup has the one without the other. */
export const openLabelKeys = (dataDir: string, random: RandomBytes): LabelKeys => {
  const seed = hkdfSync('sha256', openSeed(dataDir, random), '', 'bisik-label-seed-v1', 32);
  return deriveLabelKeys(new Uint8Array(seed));
};

/** Reads the log's key from the data folder, or makes it there once. Throws for a file that holds none. */
export const openLogKey = (dataDir: string, random: RandomBytes): LogKey => {
  const seed = openSeed(dataDir, random);
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Start, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const publicKey = new Uint8Array(spki.subarray(-32));
  const verifierKey = (origin: string) =>
    createVerifierKey(origin, signatureTypes.ed25519, publicKey);
  return {
    verifierKey,
    signNote: (origin, { size, root }) => {
      const text = formatCheckpoint({ origin, size, root, extensions: [] });
      const signature = new Uint8Array(sign(null, Buffer.from(text), key));
      return formatNote({
        text,
        signatures: [{ name: origin, keyId: verifierKey(origin).id, signature }],
      });
    },
  };
};
