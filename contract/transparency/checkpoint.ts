import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64, toBase64 } from './base64.ts';
import type { TreeHead } from './proofs.ts';
import { isKeyName, toHex } from './verifier-key.ts';

/** What a log says of itself at one size (C2SP tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  /** The log's name, without a scheme. */
  readonly origin: string;
  /** Lines behind the root; none is empty. */
  readonly extensions: readonly string[];
}

/** A decimal number without sign or leading zeros, below 2^53; null for other text. */
export const parseSize = (text: string): number | null => {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return null;
  const size = Number(text);
  return Number.isSafeInteger(size) ? size : null;
};

/** The text that is signed (C2SP tlog-checkpoint, "Note text"). */
export const formatCheckpoint = ({ origin, size, root, extensions }: Checkpoint): string =>
  [origin, String(size), toBase64(root), ...extensions].map((line) => `${line}\n`).join('');

/** Reads a checkpoint's text; null for anything else. Nothing is verified. */
export const parseCheckpoint = (text: string): Checkpoint | null => {
  if (!text.endsWith('\n')) return null;
  const [origin = '', sizeText = '', rootText = '', ...extensions] = text.slice(0, -1).split('\n');
  const size = parseSize(sizeText);
  const root = fromBase64(rootText);
  if (!isKeyName(origin) || size === null || root?.length !== 32) return null;
  if (extensions.includes('')) return null;
  return { origin, size, root, extensions };
};

/** The logs of a server: of what was shared, and of the map of everybody's keys. */
export type LogName = 'disclosures' | 'keys';

/** What an origin says. */
export interface LogOrigin {
  /** `serverIdOf` the server's public key. */
  readonly serverId: string;
  readonly log: LogName;
  /** Grows when a backup was put back. */
  readonly epoch: number;
}

/** The origin of an epoch of a server's log. */
export const logOrigin = ({ serverId, log, epoch }: LogOrigin): string =>
  `bisik.example/${serverId}/${log}/${epoch}`;

/** The parts of such an origin; null for another. */
export const parseLogOrigin = (origin: string): LogOrigin | null => {
  const [, serverId = '', name, epochText = ''] =
    /^bisik\.example\/([0-9a-f]{8})\/(disclosures|keys)\/([1-9]\d*)$/.exec(origin) ?? [];
  const epoch = parseSize(epochText);
  if (serverId === '' || epoch === null) return null;
  return { serverId, log: name === 'keys' ? 'keys' : 'disclosures', epoch };
};

/** The origin of an epoch of a server's disclosure log. */
export const disclosureLogOrigin = (serverId: string, epoch: number): string =>
  logOrigin({ serverId, log: 'disclosures', epoch });

/** What an origin calls a server: the first 4 bytes of SHA-256 of its public key, as hex. */
export const serverIdOf = (publicKey: Uint8Array): string =>
  toHex(sha256(publicKey).subarray(0, 4));
