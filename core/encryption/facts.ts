import type { EncryptionFacts } from '../../contract/encryption/status.ts';
import type { Context } from '../context.ts';
import { toKeyHash } from '../crypto/key-hash.ts';
import type { ChatRow } from '../store/types/chats.ts';

/** What the state of a chat's encryption follows from, as it stands now. */
export const encryptionFacts = (
  { verifiedKeyHash, keyVerdict }: Pick<Context, 'verifiedKeyHash' | 'keyVerdict'>,
  { contact, identityKey, keyChange }: Pick<ChatRow, 'contact' | 'identityKey' | 'keyChange'>,
): EncryptionFacts => {
  const keyHash = identityKey && toKeyHash(identityKey);
  return {
    keyHash,
    // Nothing is to be decided about who is blocked.
    isOtherShown: keyChange !== null && !contact.blocked,
    verifiedKeyHash: verifiedKeyHash(contact.accountId),
    log: keyVerdict(contact.accountId, keyHash),
  };
};
