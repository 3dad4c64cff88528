import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { ErrorCode } from '../../../contract/errors/table.ts';
import { parseClientFrame, sealedType } from '../../../contract/wire/frames.ts';
import { writeUuid } from '../../../contract/wire/uuid-bytes.ts';
import type { BusMessage } from '../../bus/types.ts';
import type { Device, RelayStore } from '../../store/types.ts';
import type { Acknowledger } from './acknowledger.ts';
import type { SendOrigin } from './committer.ts';
import type { FloodVerdict } from './flood.ts';
import { createOutgoing } from './outgoing.ts';
import { createRelaySocket, type RelaySocketDependencies } from './relay-socket.ts';

/** The flood is the account's, so that neither connecting again nor another device begins anew. */
export interface ConnectionDependencies extends RelaySocketDependencies {
  readonly device: Device;
  readonly store: RelayStore;
  readonly acknowledger: Acknowledger;
}

export interface Connection {
  readonly device: Device;
  readonly onBus: (message: BusMessage) => void;
  readonly close: (code: ErrorCode) => void;
  /** Asks for a sign of life, and looks into the store in case a wake was lost. */
  readonly ping: () => void;
  /** Ends the connection if the sign did not come. */
  readonly checkAlive: () => void;
}

export const createConnection = (
  socket: WebSocket,
  stream: Duplex,
  dependencies: ConnectionDependencies,
): Connection => {
  const { device, store, acknowledger, limits } = dependencies;

  const onFrame = (bytes: Buffer<ArrayBuffer>, verdict: FloodVerdict): void => {
    const frame = parseClientFrame(bytes);
    if (frame.kind === 'ack') {
      outgoing.onAcknowledged(frame.throughSeq);
      acknowledger.add(device.accountId, device.deviceRef, frame.throughSeq);
      return;
    }
    // What hides its sender has no business on a connection that says who it is.
    if (frame.envelopes.some(({ type }) => type === sealedType)) throw new CodedError('bad_frame');
    relaySocket.take(origin, frame, bytes, verdict);
  };
  const onClosed = (): void => {
    outgoing.close();
    dependencies.onClosed();
  };
  const relaySocket = createRelaySocket(socket, stream, { ...dependencies, onClosed }, onFrame);
  const { write, tell, close } = relaySocket;

  const outgoing = createOutgoing({
    deviceRef: device.deviceRef,
    store,
    limits,
    afterSeq: acknowledger.pendingThrough(device.deviceRef),
    deliver: (bodies) => write(({ deliver }) => deliver(bodies)),
    caughtUp: () => tell({ kind: 'caughtUp' }),
    onFailed: dependencies.onFailed,
  });

  const accountIdBytes = new Uint8Array(16);
  writeUuid(accountIdBytes, 0, device.accountId);
  const origin: SendOrigin = {
    accountId: device.accountId,
    accountIdBytes,
    deviceId: device.deviceId,
    accountRef: device.accountRef,
    deviceRef: device.deviceRef,
    guesses: null,
    ...relaySocket.answers,
  };

  return {
    device,
    onBus: (message) => {
      if (message.kind === 'envelopes') outgoing.onStored(message);
      else if (message.kind === 'ephemeral') {
        // Nobody's flood of what is not kept may count as this client's slowness.
        if (relaySocket.hasRoom())
          write(({ deliver }) => deliver((message.deliveries ?? []).map(({ body }) => body)));
      } else if (message.kind === 'keys' && message.counts !== undefined)
        tell({ kind: 'keysLow', ...message.counts });
      else if (message.kind === 'revoked')
        close('unauthorized', message.reason && { reason: message.reason });
    },
    close,
    ping: () => {
      if (!relaySocket.isOpen()) return;
      relaySocket.ping();
      outgoing.look();
    },
    checkAlive: relaySocket.checkAlive,
  };
};
