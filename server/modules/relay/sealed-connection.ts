import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { parseClientFrame, type SendFrame, sealedType } from '../../../contract/wire/frames.ts';
import type { SendOrigin } from './committer.ts';
import type { Guesses } from './guesses.ts';
import {
  createRelaySocket,
  type RelaySocket,
  type RelaySocketDependencies,
} from './relay-socket.ts';

/** A connection of nobody in particular: it sends what is sealed, is answered, and is given nothing else. */
export type SealedConnection = Pick<RelaySocket, 'close' | 'ping' | 'checkAlive'>;

/** What stands where a sender would. */
const nobody = new Uint8Array(16);

/** Throws `bad_frame` for what is not sealed, or comes without a token; `too_large`. */
const parseSealed = (bytes: Uint8Array): SendFrame => {
  const frame = parseClientFrame(bytes);
  const isSealed =
    frame.kind === 'send' &&
    frame.deliveryToken !== undefined &&
    frame.envelopes.every(({ type }) => type === sealedType);
  if (!isSealed) throw new CodedError('bad_frame');
  return frame;
};

/** The flood, and the guesses, are those of the address that it comes from; without guesses as many as come. */
export const createSealedConnection = (
  socket: WebSocket,
  stream: Duplex,
  dependencies: RelaySocketDependencies & { readonly guesses: Guesses | null },
): SealedConnection => {
  const { limits, onClosed } = dependencies;
  let idle: NodeJS.Timeout | undefined;
  /** Something was taken. */
  const stirred = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => relaySocket.close('unavailable'), limits.sealedIdleMs);
  };
  const told = {
    ...dependencies,
    onClosed: () => {
      clearTimeout(idle);
      onClosed();
    },
  };
  const relaySocket = createRelaySocket(socket, stream, told, (bytes, verdict) =>
    relaySocket.take(origin, parseSealed(bytes), bytes, verdict),
  );
  const origin: SendOrigin = {
    accountId: null,
    accountIdBytes: nobody,
    deviceId: 0,
    accountRef: 0,
    deviceRef: 0,
    guesses: dependencies.guesses,
    ...relaySocket.answers,
    sent: (requestId, acceptedAt) => {
      stirred();
      relaySocket.answers.sent(requestId, acceptedAt);
    },
  };
  stirred();
  return relaySocket;
};
