import { createHash } from 'node:crypto';
import type { MapLeaf } from '../map.ts';

// Labels as docs/decisions/0106 says them, written down a second time with nothing of what is tested.

const sha = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const leaf = (label: Buffer, commitment: Buffer): MapLeaf => ({
  label,
  version: 1,
  chain: sha('bisik-key-chain-v1\n', label, commitment),
});

export const naiveLabelSecret = (kind: string, output: Uint8Array): Buffer =>
  sha('bisik-key-label-secret-v1\n', kind, '\n', output);

export const naiveLabel = (secret: Uint8Array): Buffer => sha('bisik-key-label-v1\n', secret);

export const naiveOwnerLeaf = (label: Uint8Array, accountId: string, nonce: Uint8Array): MapLeaf =>
  leaf(Buffer.from(label), sha('bisik-key-owner-v1\n', nonce, accountId));

export const naiveLabelKeyLeaf = (publicKey: Uint8Array): MapLeaf =>
  leaf(sha('bisik-key-label-v1\nlabel-key\n'), sha('bisik-key-label-key-v1\n', publicKey));
