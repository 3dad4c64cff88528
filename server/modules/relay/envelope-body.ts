import type { OutgoingEnvelope } from '../../../contract/wire/frames.ts';

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

/** Bytes that the body of an envelope takes. */
export const bodyBytes = ({ content }: OutgoingEnvelope): number => headerBytes + content.length;

/** Writes what is stored of an envelope: the very bytes that its delivery will have on the wire. */
const writeBody = (
  body: Buffer,
  sender: EnvelopeSender,
  seq: number,
  acceptedAt: number,
  { content, type }: OutgoingEnvelope,
): void => {
  putU64(body, 0, seq);
  putU64(body, 8, acceptedAt);
  body.set(sender.accountIdBytes, 16);
  body[32] = sender.deviceId;
  body[33] = type;
  body.writeUInt32BE(content.length, 34);
  body.set(content, headerBytes);
};

export type BodyWriter = ReturnType<typeof createBodyWriter>;

/** Cuts bodies out of one piece of memory: a batch allocates once. */
export const createBodyWriter = (totalBytes: number) => {
  const memory = Buffer.allocUnsafeSlow(totalBytes);
  let at = 0;
  return (
    sender: EnvelopeSender,
    seq: number,
    acceptedAt: number,
    envelope: OutgoingEnvelope,
  ): Buffer<ArrayBuffer> => {
    const body = memory.subarray(at, at + bodyBytes(envelope));
    at += body.length;
    writeBody(body, sender, seq, acceptedAt, envelope);
    return body;
  };
};
