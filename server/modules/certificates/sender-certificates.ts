import { join } from 'node:path';
import {
  PrivateKey,
  PublicKey,
  SenderCertificate,
  ServerCertificate,
} from '@signalapp/libsignal-client';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { sealedRootBytes } from '../../../contract/wire/sealed.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RandomBytes } from '../../platform/random.ts';
import { openSecret } from '../../platform/secret-file.ts';
import type { AccountStore } from '../../store/types.ts';

/** Names devices to those to whom they send sealed. */
export interface Certifier {
  /** What all certificates lead to, with the server's word for it. */
  readonly root: Uint8Array;
  readonly rootSignature: Uint8Array;
  readonly certify: (
    device: { readonly accountId: string; readonly deviceId: number; readonly identityKey: string },
    expiresAt: number,
  ) => Uint8Array;
}

const hourMs = 3_600_000;
/** Of the key that signs until this process ends; nothing is revoked by it. */
const signerId = 1;

/** Reads the key that certificates lead to from the data folder, or makes it there once. Throws for a file that holds none. */
export const createCertifier = (options: {
  readonly dataDir: string;
  readonly random: RandomBytes;
  readonly identity: { readonly sign: (bytes: Uint8Array) => Uint8Array };
}): Certifier => {
  const rootKey = PrivateKey.deserialize(
    openSecret(join(options.dataDir, 'sender-certificates.key'), options.random),
  );
  const root = rootKey.getPublicKey().serialize();
  const signer = PrivateKey.generate();
  const signerCertificate = ServerCertificate.new(signerId, signer.getPublicKey(), rootKey);
  return {
    root,
    rootSignature: options.identity.sign(sealedRootBytes(root)),
    certify: ({ accountId, deviceId, identityKey }, expiresAt) =>
      SenderCertificate.new(
        accountId,
        // No number: who is written to has it, or is not to have it.
        null,
        deviceId,
        PublicKey.deserialize(new Uint8Array(Buffer.from(identityKey, 'base64'))),
        expiresAt,
        signerCertificate,
        signer,
      ).serialize(),
  };
};

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export const createCertificateHandlers = ({
  certifier,
  accounts,
  clock,
}: {
  readonly certifier: Certifier;
  readonly accounts: Pick<AccountStore, 'get'>;
  readonly clock: Clock;
}): Pick<Handlers, 'senderCertificate'> => ({
  senderCertificate: async (_request, context) => {
    const { accountRef, accountId, deviceId } = callerOf(context);
    const account = await accounts.get(accountRef);
    if (account === null) throw new CodedError('unauthorized');
    // Whole hours, so that the time says little of when the device asked.
    const from = Math.ceil(clock.now() / hourMs) * hourMs;
    const expiresAt = from + limits.senderCertificateLifetimeMs;
    const { identityKey } = account;
    return {
      certificate: toBase64(certifier.certify({ accountId, deviceId, identityKey }, expiresAt)),
      expiresAt,
      root: toBase64(certifier.root),
      rootSignature: toBase64(certifier.rootSignature),
    };
  },
});
