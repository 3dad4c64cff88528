import { hkdfSync } from 'node:crypto';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { bytesSchema } from '../../contract/ids.ts';
import { utf8ToBytes } from '../../contract/utf8.ts';
import { nonceBytes, open, seal } from '../crypto/aead.ts';
import { type Bytes, fromBase64, toBase64 } from '../crypto/bytes.ts';
import type { Random } from '../platform/types.ts';
import type { MetaRepository } from '../store/types/meta.ts';

/** What a key that is derived from the account's sync key is for. */
export type SyncPurpose = 'device-name' | 'manifest' | 'farewell';

/** The secret that all devices of an account have and nobody else. */
export interface SyncSecret {
  readonly accountId: string;
  /** 32 random bytes, made with the account, handed from device to device in the provisioning message. */
  readonly key: Uint8Array;
}

/** Of the account's sync key. */
export const syncKeyBytes = 32;

const metaName = 'account.syncKey';

/** Keeps the sync key of the account. */
export const saveSyncKey = (meta: MetaRepository, key: Uint8Array): void =>
  meta.set(metaName, toBase64(key));

/** The kept one; null when there is none. */
export const loadSyncKey = (meta: MetaRepository): Bytes | null => {
  const parsed = bytesSchema(syncKeyBytes).safeParse(meta.get(metaName));
  return parsed.success ? fromBase64(parsed.data) : null;
};

/** The kept one, made when there is none: of an account from before there were linked devices. */
export const ensureSyncKey = (meta: MetaRepository, random: Random): Bytes => {
  const kept = loadSyncKey(meta);
  if (kept) return kept;
  const made = random.bytes(syncKeyBytes);
  saveSyncKey(meta, made);
  return made;
};

/** The secret of this account. Throws `not_registered` while it has no sync key. */
export const needSyncSecret = (meta: MetaRepository, accountId: string): SyncSecret => {
  const key = loadSyncKey(meta);
  if (!key) throw new CodedError('not_registered');
  return { accountId, key };
};

/** HKDF-SHA-256 (RFC 5869) for one purpose of one account. */
const subkey = ({ accountId, key }: SyncSecret, purpose: SyncPurpose): Uint8Array =>
  new Uint8Array(
    hkdfSync('sha256', key, utf8ToBytes(accountId), `bisik-sync-v1 ${purpose}`, syncKeyBytes),
  );

/** JSON, so that no two of these texts run together. */
const boundTo = ({ accountId }: SyncSecret, purpose: SyncPurpose, about: string): Uint8Array =>
  utf8ToBytes(JSON.stringify(['bisik-sync-v1', purpose, accountId, about]));

/**
 * Seals for the account's own devices, as `seal` does, under the purpose's subkey. Purpose, account and `about` (what the content
 * belongs to, such as a version or a device's key) are authenticated. The length of the content shows: pad it before.
 */
export const sealForOwn = (
  secret: SyncSecret,
  purpose: SyncPurpose,
  about: string,
  content: Uint8Array,
  random: Random,
): Bytes =>
  seal(subkey(secret, purpose), random.bytes(nonceBytes), content, boundTo(secret, purpose, about));

/** The reverse of `sealForOwn`; null for what no device of the account sealed for this purpose and `about`. */
export const openFromOwn = (
  secret: SyncSecret,
  purpose: SyncPurpose,
  about: string,
  sealed: Uint8Array,
): Bytes | null => open(subkey(secret, purpose), sealed, boundTo(secret, purpose, about));
