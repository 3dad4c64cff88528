import { IdentityKeyPair, PrivateKey, PublicKey } from '@signalapp/libsignal-client';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { LinkingCode } from '../../contract/linking/code.ts';
import {
  type Provision,
  provisionBinding,
  provisionInfo,
  provisionSchema,
} from '../../contract/linking/provision.ts';
import { bytesToUtf8, prefixedBytes, utf8ToBytes } from '../../contract/utf8.ts';
import { type Bytes, fromBase64, toBase64, toBytes } from '../crypto/bytes.ts';

/** The key pair of one linking code; the private half never leaves this object. */
export interface LinkingKeys {
  /** 33 bytes, libsignal serialised. */
  readonly publicKey: Bytes;
  readonly privateKey: PrivateKey;
}

/** For one code. */
export const generateLinkingKeys = (): LinkingKeys => {
  const privateKey = PrivateKey.generate();
  return { publicKey: privateKey.getPublicKey().serialize(), privateKey };
};

/**
 * HPKE in base mode (RFC 9180 section 5.1.1) authenticates nobody: whoever has the public key can seal to it. Here nobody has it
 * but who read the code, and what was read there, 256 random bits of it among them, is bound in twice: as `info`, so that the
 * key schedule (section 5.1) gives another key to whoever does not know it, and as associated data of the one message. The
 * server sees neither, so it can neither make a message nor put one for another code in its place. The single-shot form
 * gives no forward secrecy towards the private key (section 9.1.1): that one is made for one code and kept in memory only.
 */
const boundInfo = (code: LinkingCode): Bytes =>
  prefixedBytes(provisionInfo, provisionBinding(code));

/** Seals to the app that shows the code. Throws `link_code_invalid` when its key is none. */
export const sealProvision = (code: LinkingCode, provision: Provision): string => {
  let key: PublicKey;
  try {
    key = PublicKey.deserialize(toBytes(code.publicKey));
  } catch {
    throw new CodedError('link_code_invalid');
  }
  const content = utf8ToBytes(JSON.stringify(provision));
  return toBase64(key.seal(content, boundInfo(code), provisionBinding(code)));
};

/** What was provisioned, and the identity as libsignal's object. */
export interface OpenedProvision {
  readonly provision: Provision;
  readonly identity: IdentityKeyPair;
}

const readIdentity = (text: string): IdentityKeyPair => {
  const pair = IdentityKeyPair.deserialize(fromBase64(text));
  if (!pair.privateKey.getPublicKey().equals(pair.publicKey)) throw new CodedError('proof_invalid');
  return pair;
};

/** Opens what was left for this code. Throws `proof_invalid` for anything that was not sealed by one who read it. */
export const openProvision = (
  code: LinkingCode,
  keys: LinkingKeys,
  sealed: string,
): OpenedProvision => {
  try {
    const opened = keys.privateKey.open(
      fromBase64(sealed),
      boundInfo(code),
      provisionBinding(code),
    );
    const provision = provisionSchema.parse(JSON.parse(bytesToUtf8(opened)));
    return { provision, identity: readIdentity(provision.identityKeyPair) };
  } catch (error) {
    throw new CodedError('proof_invalid', { cause: error });
  }
};
