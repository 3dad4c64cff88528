import { randomBytes } from 'node:crypto';
import {
  CiphertextMessageType,
  IdentityChange,
  IdentityKeyPair,
  type IdentityKeyStore,
  KEMKeyPair,
  KyberPreKeyRecord,
  PreKeyBundle,
  PreKeyRecord,
  PreKeySignalMessage,
  PrivateKey,
  ProtocolAddress,
  type PublicKey,
  processPreKeyBundle,
  type SessionRecord,
  type SessionStore,
  SignalMessage,
  SignedPreKeyRecord,
  signalDecrypt,
  signalDecryptPreKey,
  signalEncrypt,
} from '@signalapp/libsignal-client';

type Bytes = Uint8Array<ArrayBuffer>;

/** libsignal and nothing else: two devices with a session, their stores two variables in memory that hold the records as they are. */
export interface BarePair {
  /** What the first writes to the second: as many ciphertexts as asked, one after the other. */
  readonly encrypt: (texts: readonly Bytes[]) => Promise<Bytes[]>;
  readonly decrypt: (ciphertexts: readonly Bytes[]) => Promise<Bytes[]>;
}

const createDevice = (name: string) => {
  const identity = IdentityKeyPair.generate();
  let session: SessionRecord | null = null;
  let peer: PublicKey | null = null;
  const sessions: SessionStore = {
    saveSession: async (_address, record) => {
      session = record;
    },
    getSession: async () => session,
    getExistingSessions: async () => (session ? [session] : []),
  };
  const identities: IdentityKeyStore = {
    getIdentityKey: async () => identity.privateKey,
    getIdentityKeyPair: async () => identity,
    getLocalRegistrationId: async () => 1,
    isTrustedIdentity: async () => true,
    getIdentity: async () => peer,
    saveIdentity: async (_address, key) => {
      peer = key;
      return IdentityChange.NewOrUnchanged;
    },
  };
  return { address: ProtocolAddress.new(name, 1), identity, sessions, identities };
};

/** Makes the pair: a session from a bundle (PQXDH), and an answer, so that the ratchet turns for both. */
export const createBarePair = async (): Promise<BarePair> => {
  const [a, b] = [createDevice('a'), createDevice('b')];
  const preKey = PrivateKey.generate();
  const signed = PrivateKey.generate();
  const kyber = KEMKeyPair.generate();
  const signature = b.identity.privateKey.sign(signed.getPublicKey().serialize());
  const kyberSignature = b.identity.privateKey.sign(kyber.getPublicKey().serialize());
  await processPreKeyBundle(
    PreKeyBundle.new(
      1,
      1,
      1,
      preKey.getPublicKey(),
      1,
      signed.getPublicKey(),
      signature,
      b.identity.publicKey,
      1,
      kyber.getPublicKey(),
      kyberSignature,
    ),
    b.address,
    a.address,
    a.sessions,
    a.identities,
  );
  const encrypt = async (from: typeof a, to: typeof a, text: Bytes) => {
    const message = await signalEncrypt(
      text,
      to.address,
      from.address,
      from.sessions,
      from.identities,
    );
    return { type: message.type(), content: message.serialize() };
  };
  const hello = await encrypt(a, b, new Uint8Array(randomBytes(8)));
  if (hello.type !== CiphertextMessageType.PreKey) throw new Error('not a first message');
  await signalDecryptPreKey(
    PreKeySignalMessage.deserialize(hello.content),
    a.address,
    b.address,
    b.sessions,
    b.identities,
    {
      savePreKey: async () => undefined,
      getPreKey: async () => PreKeyRecord.new(1, preKey.getPublicKey(), preKey),
      removePreKey: async () => undefined,
    },
    {
      saveSignedPreKey: async () => undefined,
      getSignedPreKey: async () =>
        SignedPreKeyRecord.new(1, 0, signed.getPublicKey(), signed, signature),
    },
    {
      saveKyberPreKey: async () => undefined,
      getKyberPreKey: async () => KyberPreKeyRecord.new(1, 0, kyber, kyberSignature),
      markKyberPreKeyUsed: async () => undefined,
    },
  );
  const open = (at: typeof a, from: typeof a, content: Bytes) =>
    signalDecrypt(
      SignalMessage.deserialize(content),
      from.address,
      at.address,
      at.sessions,
      at.identities,
    );
  const answer = await encrypt(b, a, new Uint8Array(randomBytes(8)));
  await open(a, b, answer.content);
  return {
    encrypt: async (texts) => {
      const out: Bytes[] = [];
      for (const text of texts) out.push((await encrypt(a, b, text)).content);
      return out;
    },
    decrypt: async (ciphertexts) => {
      const out: Bytes[] = [];
      for (const content of ciphertexts) out.push(await open(b, a, content));
      return out;
    },
  };
};
