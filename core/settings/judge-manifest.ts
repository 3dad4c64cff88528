import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { SeenManifest } from '../../contract/linking/provision.ts';
import type { Registers } from '../../contract/settings/registers/codec.ts';
import { unpackRegisters } from '../../contract/settings/registers/pack.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { openFromOwn, type SyncSecret } from '../devices/sync-key.ts';

/** What a server holds of an account's registers. */
export interface Manifest {
  readonly version: number;
  /** Ciphertext, base64. */
  readonly content: string;
}

/** Names a manifest in full: its version, and the SHA-256 of its ciphertext. */
export const toSeen = ({ version, content }: Manifest): SeenManifest => ({
  version,
  hash: bytesToHex(sha256(fromBase64(content))),
});

export type ManifestVerdict =
  /** Nothing is there, and nothing was seen. */
  | { readonly kind: 'none' }
  /** What was seen last. */
  | { readonly kind: 'known' }
  /** Less than what was seen: nothing, an older version, or another one of the same number. Not believed. */
  | { readonly kind: 'rolled_back' }
  /** No device of this account sealed it as this version. */
  | { readonly kind: 'unreadable'; readonly seen: SeenManifest }
  /** Sealed by a later program, in a form that is not known here. */
  | { readonly kind: 'newer_format' }
  | { readonly kind: 'news'; readonly seen: SeenManifest; readonly registers: Registers };

/**
 * What to make of what the server shows, given the highest version that was authenticated here before. `isLost`: what was read of it is
 * not all here any more, so that the same is news again.
 */
export const judgeManifest = (
  shown: Manifest | null,
  { seen, isLost }: { readonly seen: SeenManifest | null; readonly isLost: boolean },
  secret: SyncSecret,
): ManifestVerdict => {
  if (shown === null) return { kind: seen ? 'rolled_back' : 'none' };
  const named = toSeen(shown);
  const isSame = seen?.version === named.version && seen.hash === named.hash;
  if (isSame && !isLost) return { kind: 'known' };
  if (seen && !isSame && named.version <= seen.version) return { kind: 'rolled_back' };
  const about = String(shown.version);
  const opened = openFromOwn(secret, 'manifest', about, fromBase64(shown.content));
  const registers = opened ? unpackRegisters(opened) : undefined;
  if (registers === 'newer') return { kind: 'newer_format' };
  if (registers === undefined) return { kind: 'unreadable', seen: named };
  return { kind: 'news', seen: named, registers };
};
