import {
  type IdentityKeyStore,
  type PublicKey,
  SenderCertificate,
  sealedSenderDecryptToUsmc,
  sealedSenderEncrypt,
  UnidentifiedSenderMessageContent,
} from '@signalapp/libsignal-client';
import { LRUCache } from 'lru-cache';
import { accountIdSchema, deviceIdSchema } from '../../contract/ids.ts';
import { type OutgoingEnvelope, sealedType } from '../../contract/wire/frames.ts';
import { type Bytes, toBytes } from './bytes.ts';
import type { KeyBase } from './key-base.ts';

/** As libsignal's CiphertextMessageType has them. */
const whisperType = 2;
const preKeyType = 3;

const toIdentities = (base: KeyBase, recipient: PublicKey | null): IdentityKeyStore =>
  ({
    getIdentityKey: async () => base.identity.privateKey,
    getIdentityKeyPair: async () => base.identity,
    getLocalRegistrationId: async () => base.registrationId,
    getIdentity: async () => recipient,
    isTrustedIdentity: async () => false,
    saveIdentity: () => Promise.reject(new Error('sealing learns no keys')),
  }) as unknown as IdentityKeyStore;

const identities = new WeakMap<KeyBase, WeakMap<object, IdentityKeyStore>>();
const nobody = {};
/** What sealing and unsealing ask of libsignal's store: the own key, and the recipient's. The same for all that goes to one. */
const identitiesOf = (base: KeyBase, recipient: PublicKey | null): IdentityKeyStore => {
  const ofBase = identities.get(base) ?? new WeakMap<object, IdentityKeyStore>();
  const found = ofBase.get(recipient ?? nobody) ?? toIdentities(base, recipient);
  identities.set(base, ofBase.set(recipient ?? nobody, found));
  return found;
};

/** A field of a protocol buffer that holds a small number, and what stands before the bytes of one that holds those. */
const numberField = (field: number, value: number): Bytes => Uint8Array.of(field << 3, value);
const headOfBytes = (field: number, bytes: Uint8Array): Bytes => {
  const head = [(field << 3) | 2];
  let { length } = bytes;
  for (; length > 127; length >>>= 7) head.push((length & 127) | 128);
  head.push(length);
  return Uint8Array.from(head);
};

const certificateFields = new WeakMap<SenderCertificate, Bytes>();
/** The same for all that a device seals within hours. */
const certificateField = (certificate: SenderCertificate): Bytes => {
  const known = certificateFields.get(certificate);
  if (known) return known;
  const bytes = certificate.serialize();
  const field = new Uint8Array(Buffer.concat([headOfBytes(2, bytes), bytes]));
  certificateFields.set(certificate, field);
  return field;
};

/**
 * What libsignal seals: `UnidentifiedSenderMessage.Message` of its sealed_sender.proto. Its own way there takes what was encrypted this
 * moment; here that may have been written and read again. libsignal parses it, and so checks it.
 */
const toContent = (
  { type, content }: OutgoingEnvelope,
  certificate: SenderCertificate,
): UnidentifiedSenderMessageContent =>
  UnidentifiedSenderMessageContent.deserialize(
    toBytes(
      Buffer.concat([
        numberField(1, type === preKeyType ? 1 : 2),
        certificateField(certificate),
        headOfBytes(3, content),
        content,
      ]),
    ),
  );

/**
 * Seals what was encrypted for one device of an account, with the own certificate, so that only that account learns who sent it (libsignal's
 * sealed sender, version 1). Null where the account's key is not known; rejects for what libsignal did not make.
 */
export const sealEnvelope = async (
  base: KeyBase,
  certificate: SenderCertificate,
  accountId: string,
  envelope: OutgoingEnvelope,
): Promise<OutgoingEnvelope | null> => {
  const key = base.peerIdentity(accountId);
  if (!key || (envelope.type !== whisperType && envelope.type !== preKeyType)) return null;
  const content = await sealedSenderEncrypt(
    toContent(envelope, certificate),
    base.addressOf({ accountId, deviceId: envelope.deviceId }),
    identitiesOf(base, key),
  );
  return { ...envelope, type: sealedType, content };
};

/** Who sent something sealed, and what was in it: still encrypted, in the session with that device. */
export interface Unsealed {
  readonly senderId: string;
  readonly senderDeviceId: number;
  readonly type: 2 | 3;
  readonly content: Bytes;
  /** Of the certificate: only what is under this very key is the sender's. */
  readonly key: PublicKey;
}

/** Whom a certificate names. */
interface Named {
  readonly senderId: string;
  readonly senderDeviceId: number;
  readonly key: PublicKey;
}

/** Certificates that were looked at: a sender has the same for hours, and its signatures are dear to check. */
export interface SeenCertificates {
  /** Whom it names, where it leads to one of the roots and was good `at` that time, in milliseconds. */
  readonly named: (
    certificate: SenderCertificate,
    roots: readonly PublicKey[],
    at: number,
  ) => Named | null;
}

const mostSeen = 500;

/** None yet. */
export const createSeenCertificates = (): SeenCertificates => {
  const seen = new LRUCache<string, Named & { readonly roots: unknown; readonly until: number }>({
    max: mostSeen,
  });
  return {
    named: (certificate, roots, at) => {
      const name = Buffer.from(certificate.serialize()).toString('latin1');
      const known = seen.get(name);
      if (known && known.roots === roots && at <= known.until) return known;
      if (!certificate.validateWithTrustRoots([...roots], at)) return null;
      const senderId = certificate.senderUuid();
      const senderDeviceId = certificate.senderDeviceId();
      if (!accountIdSchema.safeParse(senderId).success) return null;
      if (!deviceIdSchema.safeParse(senderDeviceId).success) return null;
      const until = certificate.expiration();
      const named = { senderId, senderDeviceId, key: certificate.key(), roots, until };
      seen.set(name, named);
      return named;
    },
  };
};

/** Good by its time, but under none of these roots: another one would make it good. */
const leadsElsewhere = (
  certificate: SenderCertificate,
  roots: readonly PublicKey[],
  at: number,
): boolean => at <= certificate.expiration() && !certificate.validateWithTrustRoots([...roots], 0);

const check = (
  usmc: UnidentifiedSenderMessageContent,
  own: KeyBase['own'],
  { seen, roots, at }: UnsealOptions,
): Unsealed | 'elsewhere' | null => {
  const certificate = usmc.senderCertificate();
  const named = seen.named(certificate, roots, at);
  if (!named) return leadsElsewhere(certificate, roots, at) ? 'elsewhere' : null;
  const type = usmc.msgType();
  if (named.senderId === own.accountId) return null;
  if (type !== whisperType && type !== preKeyType) return null;
  const { senderId, senderDeviceId, key } = named;
  return { senderId, senderDeviceId, type, content: usmc.contents(), key };
};

export interface UnsealOptions {
  readonly seen: SeenCertificates;
  /** What certificates of the server lead to. */
  readonly roots: readonly PublicKey[];
  /** When the server took it, in milliseconds: certificates have to be good then. */
  readonly at: number;
}

/**
 * Opens what was sent sealed to this account; null where that is not possible, or where its sender is not who the server says that it
 * is: the certificate is over, or of this account itself. `elsewhere`: it leads to none of the roots.
 */
export const unsealEnvelope = async (
  base: KeyBase,
  content: Uint8Array,
  options: UnsealOptions,
): Promise<Unsealed | 'elsewhere' | null> => {
  try {
    const usmc = await sealedSenderDecryptToUsmc(toBytes(content), identitiesOf(base, null));
    return check(usmc, base.own, options);
  } catch {
    return null;
  }
};

/** A certificate as the server gave it; null for what is none. */
export const readCertificate = (bytes: Bytes): SenderCertificate | null => {
  try {
    return SenderCertificate.deserialize(bytes);
  } catch {
    return null;
  }
};
