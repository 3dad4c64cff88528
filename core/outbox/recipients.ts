import { parseClientFrame } from '../../contract/wire/frames.ts';
import type { Context } from '../context.ts';
import { keyHashInUse } from '../crypto/key-hash.ts';
import { isOfMessage, type PreparedRow } from './prepared.ts';

/**
 * Keeps for which devices messages were encrypted, under which key of theirs, and whether that was compared: later nothing could say it. Inside the
 * transaction in which the frames are kept.
 */
export const noteRecipients = (
  { store, verifiedKeyHash }: Pick<Context, 'store' | 'verifiedKeyHash'>,
  rows: readonly PreparedRow[],
): void => {
  const keys = new Map<string, { readonly keyHash: string; readonly verified: boolean } | null>();
  const keyOf = (accountId: string) => {
    let key = keys.get(accountId);
    if (key === undefined) {
      const keyHash = keyHashInUse(store.keys, accountId);
      key = keyHash === null ? null : { keyHash, verified: verifiedKeyHash(accountId) === keyHash };
      keys.set(accountId, key);
    }
    return key;
  };
  for (const { row, frame } of rows) {
    if (frame === null || !isOfMessage(row)) continue;
    const sent = parseClientFrame(frame);
    const key = keyOf(row.accountId);
    if (sent.kind !== 'send' || key === null) continue;
    const deviceIds = sent.envelopes.map(({ deviceId }) => deviceId);
    store.messages.encryptedFor(row, { ...key, deviceIds });
  }
};
