import type { Duplex } from 'node:stream';
import { frameKind } from '../../../contract/wire/frames.ts';

/** Gathers what one turn has to say to a client into one write. */
export interface SocketWriter {
  readonly frame: (payload: Uint8Array) => void;
  readonly sent: (requestId: number, acceptedAt: number) => void;
  readonly deliver: (bodies: readonly Uint8Array[]) => void;
  /** Writes what was gathered. */
  readonly flush: () => void;
}

const finalBinary = 0x82;
const sentPayloadBytes = 13;

/** Head of an unmasked, unfragmented binary message (RFC 6455 section 5.2). */
const messageHead = (length: number): Buffer => {
  if (length < 126) return Buffer.from([finalBinary, length]);
  if (length < 65_536) return Buffer.from([finalBinary, 126, length >>> 8, length & 0xff]);
  const head = Buffer.alloc(10);
  head[0] = finalBinary;
  head[1] = 127;
  head.writeUInt32BE(length, 6);
  return head;
};

/**
 * Writes WebSocket messages to the stream that ws reads. ws writes its own control frames whole and at once, and
 * without compression never holds one back, so that the two do not mix; going around it saves two writes a frame.
 */
export const createSocketWriter = (stream: Duplex): SocketWriter => {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const add = (piece: Uint8Array): void => {
    pieces.push(piece);
    bytes += piece.length;
  };
  return {
    frame: (payload) => {
      add(messageHead(payload.length));
      add(payload);
    },
    sent: (requestId, acceptedAt) => {
      const message = Buffer.allocUnsafe(2 + sentPayloadBytes);
      message[0] = finalBinary;
      message[1] = sentPayloadBytes;
      message[2] = frameKind.sent;
      message.writeUInt32BE(requestId, 3);
      message.writeUInt32BE(Math.floor(acceptedAt / 0x1_0000_0000), 7);
      message.writeUInt32BE(acceptedAt >>> 0, 11);
      add(message);
    },
    deliver: (bodies) => {
      let length = 3;
      for (const body of bodies) length += body.length;
      add(messageHead(length));
      add(Uint8Array.of(frameKind.deliver, bodies.length >>> 8, bodies.length & 0xff));
      for (const body of bodies) add(body);
    },
    flush: () => {
      const [first] = pieces;
      if (first === undefined) return;
      if (stream.writable) stream.write(pieces.length === 1 ? first : Buffer.concat(pieces, bytes));
      pieces = [];
      bytes = 0;
    },
  };
};
