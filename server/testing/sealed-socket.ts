import { createHash, randomBytes } from 'node:crypto';
import { type SendFrame, sealedType } from '../../contract/wire/frames.ts';
import { sealedSocketPath } from '../../contract/wire/http.ts';
import type { TestServer } from './start-test-server.ts';
import { call, type TestAccount } from './test-client.ts';
import { openSocket, sendTo, type TestSocket } from './test-socket.ts';

/** Opens a connection of nobody in particular. Rejects with an error whose message holds the HTTP status when it is refused. */
export const openSealedSocket = (
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<TestSocket> => openSocket(url, headers, 1, sealedSocketPath);

/** Lets whoever has the token that it gives send sealed to the account. */
export const letSendSealed = async (server: TestServer, to: TestAccount): Promise<Buffer> => {
  const token = randomBytes(16);
  const sealedHash = createHash('sha256').update(token).digest('base64');
  await call(server.url, 'setDelivery', { tokenHash: null, sealedHash }, to.authorization);
  return token;
};

/** A sealed send frame to an account's one device. */
export const sealedTo = (
  to: TestAccount,
  content: string | Uint8Array,
  deliveryToken: Uint8Array,
  over: Partial<SendFrame> = {},
): SendFrame => {
  const frame = sendTo(to, content, { deliveryToken, ...over });
  return {
    ...frame,
    envelopes: frame.envelopes.map((envelope) => ({ ...envelope, type: sealedType })),
  };
};
