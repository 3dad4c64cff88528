import { frameKind, type OutgoingEnvelope } from '../../../contract/wire/frames.ts';

/** seq 8 · accepted 8 · sender 16 · device 1 · type 1 · length 4, then the content: a delivery as `contract/wire/frames.ts` has it. */
const headerBytes = 38;

export interface EnvelopeSender {
  readonly deviceId: number;
  /** 16 bytes. */
  readonly accountIdBytes: Uint8Array;
}

const putU64 = (bytes: Buffer, at: number, value: number): void => {
  bytes.writeUInt32BE(Math.floor(value / 0x1_0000_0000), at);
  bytes.writeUInt32BE(value >>> 0, at + 4);
};

/** What is stored of an envelope: the very bytes that its delivery will have on the wire. */
export const encodeBody = (
  sender: EnvelopeSender,
  seq: number,
  acceptedAt: number,
  envelope: OutgoingEnvelope,
): Buffer<ArrayBuffer> => {
  const { content, type } = envelope;
  const body = Buffer.allocUnsafeSlow(headerBytes + content.length);
  putU64(body, 0, seq);
  putU64(body, 8, acceptedAt);
  body.set(sender.accountIdBytes, 16);
  body[32] = sender.deviceId;
  body[33] = type;
  body.writeUInt32BE(content.length, 34);
  body.set(content, headerBytes);
  return body;
};

/** A deliver frame of bodies. */
export const encodeDeliveries = (bodies: readonly Uint8Array[]): Buffer => {
  const head = Buffer.allocUnsafe(3);
  head[0] = frameKind.deliver;
  head.writeUInt16BE(bodies.length, 1);
  return Buffer.concat([head, ...bodies]);
};
