import {
  PrivateKey,
  type PublicKey,
  SenderCertificate,
  ServerCertificate,
} from '@signalapp/libsignal-client';
import { parseClientFrame, type SendFrame } from '../../../contract/wire/frames.ts';
import type { Person } from '../../testing/world.ts';

/** A frame of messages as it left a person. */
export interface Seen {
  readonly frame: SendFrame;
  readonly isSealed: boolean;
}

/** What a person sends from now on, by either connection. */
export const watchSends = (person: Person): readonly Seen[] => {
  const seen: Seen[] = [];
  const network = person.network();
  const { onSend } = network;
  network.onSend = (bytes, pass, isSealed = false) => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'send') seen.push({ frame, isSealed });
    onSend(bytes, pass, isSealed);
  };
  return seen;
};

/** Has two people write to each other until what each sends is sealed. */
export const becomeSealed = async (one: Person, other: Person): Promise<void> => {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const chatId = await from.chatWith(to);
    const seen = watchSends(from);
    let count = (await to.textsFrom(from)).length;
    await from.own().until(async () => {
      await from.send(chatId, `sapaan ${++count}`);
      await to.received(from, count);
      return seen.some(({ isSealed, frame }) => isSealed && frame.recipientId === to.accountId);
    });
  }
};

/** A server, which may not be the one of the test, that says of keys whose they are. */
export const createTestIssuer = (root = PrivateKey.generate()) => {
  const signer = PrivateKey.generate();
  const certificate = ServerCertificate.new(1, signer.getPublicKey(), root);
  return {
    root: root.getPublicKey(),
    certify: (
      accountId: string,
      key: PublicKey,
      over: { readonly deviceId?: number; readonly expiresAt?: number } = {},
    ): SenderCertificate =>
      SenderCertificate.new(
        accountId,
        null,
        over.deviceId ?? 1,
        key,
        over.expiresAt ?? Date.now() + 86_400_000,
        certificate,
        signer,
      ),
  };
};
