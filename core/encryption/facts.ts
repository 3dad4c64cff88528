import type { EncryptionFacts } from '../../contract/encryption/status.ts';
import type { NumbersDiffer } from '../../contract/ipc/model.ts';
import type { Context } from '../context.ts';
import { fromHex, toKeyHash } from '../crypto/key-hash.ts';
import type { ChatRow } from '../store/types/chats.ts';

/** What the state of a chat's encryption follows from, as it stands now. */
export const encryptionFacts = (
  {
    verifiedKeyHash,
    difference,
    keyVerdict,
  }: Pick<Context, 'verifiedKeyHash' | 'difference' | 'keyVerdict'>,
  { contact, identityKey, keyChange }: Pick<ChatRow, 'contact' | 'identityKey' | 'keyChange'>,
): EncryptionFacts => {
  const keyHash = identityKey && toKeyHash(identityKey);
  return {
    keyHash,
    // Nothing is to be decided about who is blocked.
    isOtherShown: keyChange !== null && !contact.blocked,
    verifiedKeyHash: verifiedKeyHash(contact.accountId),
    differingKeyHash: difference(contact.accountId)?.keyHash ?? null,
    log: keyVerdict(contact.accountId, keyHash),
  };
};

/** Of which of the chat's keys the person said that the numbers were not the same, and who and when; null where of neither. */
export const differenceIn = (
  { difference }: Pick<Context, 'difference'>,
  { contact, identityKey, keyChange }: Pick<ChatRow, 'contact' | 'identityKey' | 'keyChange'>,
): NumbersDiffer | null => {
  const found = difference(contact.accountId);
  if (found === null) return null;
  const { keyHash, ...author } = found;
  if (identityKey && toKeyHash(identityKey) === keyHash) return { ...author, of: 'in_use' };
  const isOffered = !contact.blocked && keyChange?.keyHash === fromHex(keyHash);
  return isOffered ? { ...author, of: 'offered' } : null;
};
