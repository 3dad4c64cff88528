import { CodedError, type ErrorBody, errorBodySchema } from '../errors/coded-error.ts';
import { maxDeviceId, maxRegistrationId } from '../ids.ts';
import { bytesToUtf8, utf8ToBytes } from '../utf8.ts';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import { limits } from './limits.ts';

/**
 * WebSocket frames: binary messages, first byte the kind, numbers big-endian. Everything on the hot path has a fixed layout;
 * errors and notices carry JSON. Byte runs that a parse gives are views of the frame.
 */
export const frameKind = {
  send: 0x01,
  ack: 0x02,
  sent: 0x81,
  deliver: 0x82,
  error: 0x83,
  caughtUp: 0x84,
  keysLow: 0x85,
} as const;

/**
 * libsignal's CiphertextMessageType: 2 whisper, 3 pre-key. 8 (plaintext content) only for session repair. 6: one of these within a sealed
 * sender message, which names its sender to the recipient alone.
 */
export type EnvelopeType = 2 | 3 | 6 | 8;
/** Of what hides its sender. */
export const sealedType = 6;
const isEnvelopeType = (value: number): value is EnvelopeType =>
  value === 2 || value === 3 || value === sealedType || value === 8;

export interface OutgoingEnvelope {
  readonly deviceId: number;
  /** The registration id that the sender's session was made for; tells a replaced device from the one known. */
  readonly registrationId: number;
  readonly type: EnvelopeType;
  readonly content: Uint8Array;
}

export interface SendFrame {
  readonly kind: 'send';
  /** Chosen by the client, comes back in `sent` or `error`. Not 0. */
  readonly requestId: number;
  /** Idempotency: the server takes an id of one sender once. */
  readonly clientMessageId: string;
  readonly recipientId: string;
  /** Not stored; delivered only to devices that are connected now (typing). */
  readonly ephemeral: boolean;
  /** 16 bytes that the recipient gave to those who may write to them; needed where they ask for it, and to send sealed. */
  readonly deliveryToken?: Uint8Array;
  /** One for each device of the recipient. */
  readonly envelopes: readonly OutgoingEnvelope[];
}

/** Everything up to `throughSeq` is committed on the device. */
export interface AckFrame {
  readonly kind: 'ack';
  readonly throughSeq: number;
}

/** Taken: the envelopes are on the server's disk. */
export interface SentFrame {
  readonly kind: 'sent';
  readonly requestId: number;
  readonly acceptedAt: number;
}

export interface Delivery {
  /** Grows by device; 0 for ephemeral ones, which are not acknowledged. */
  readonly seq: number;
  readonly acceptedAt: number;
  /** All zeros, as the device is, where the server was not told. */
  readonly senderId: string;
  readonly senderDeviceId: number;
  readonly type: EnvelopeType;
  readonly content: Uint8Array;
}

export interface DeliverFrame {
  readonly kind: 'deliver';
  readonly deliveries: readonly Delivery[];
}

/** `requestId` 0: about the connection, which closes next. */
export interface ErrorFrame {
  readonly kind: 'error';
  readonly requestId: number;
  readonly error: ErrorBody;
}

/** All that waited when the connection opened was handed over. */
export interface CaughtUpFrame {
  readonly kind: 'caughtUp';
}
export interface KeysLowFrame {
  readonly kind: 'keysLow';
  readonly preKeyCount: number;
  readonly kyberPreKeyCount: number;
}

export type ClientFrame = SendFrame | AckFrame;
export type ServerFrame = SentFrame | DeliverFrame | ErrorFrame | CaughtUpFrame | KeysLowFrame;

const sendHeaderBytes = 1 + 4 + 16 + 16 + 1 + 1;
const flagsAt = 37;
const ephemeralFlag = 1;
const tokenFlag = 2;
const sendEnvelopeBytes = 1 + 2 + 1 + 4;
const deliverHeaderBytes = 1 + 2;
const errorHeaderBytes = 1 + 4;
const deliveryHeaderBytes = 8 + 8 + 16 + 1 + 1 + 4;

const contentBytes = (parts: readonly { readonly content: Uint8Array }[], each: number): number =>
  parts.reduce((sum, { content }) => sum + each + content.length, 0);

/** kind 1 · request 4 · client message id 16 · recipient 16 · flags 1 · count 1 · with flag 2 a delivery token 16 · each: device 1, registration 2, type 1, length 4, content */
const encodeSend = (frame: SendFrame): Uint8Array => {
  const { deliveryToken: token } = frame;
  const writer = createByteWriter(
    sendHeaderBytes + (token?.length ?? 0) + contentBytes(frame.envelopes, sendEnvelopeBytes),
  );
  writer.u8(frameKind.send);
  writer.u32(frame.requestId);
  writer.uuid(frame.clientMessageId);
  writer.uuid(frame.recipientId);
  writer.u8((frame.ephemeral ? ephemeralFlag : 0) | (token ? tokenFlag : 0));
  writer.u8(frame.envelopes.length);
  if (token) writer.bytes(token);
  for (const { deviceId, registrationId, type, content } of frame.envelopes) {
    writer.u8(deviceId);
    writer.u16(registrationId);
    writer.u8(type);
    writer.u32(content.length);
    writer.bytes(content);
  }
  return writer.done();
};

/** The bytes of a `send` frame without a token, with one. A copy. */
export const withDeliveryToken = (
  frame: Uint8Array,
  token: Uint8Array,
): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(frame.length + limits.deliveryTokenBytes);
  bytes.set(frame.subarray(0, sendHeaderBytes));
  bytes[flagsAt] = (bytes[flagsAt] ?? 0) | tokenFlag;
  bytes.set(token, sendHeaderBytes);
  bytes.set(frame.subarray(sendHeaderBytes), sendHeaderBytes + limits.deliveryTokenBytes);
  return bytes;
};

/** The bytes of a client's frame. */
export const encodeClientFrame = (frame: ClientFrame): Uint8Array => {
  if (frame.kind === 'send') return encodeSend(frame);
  const writer = createByteWriter(1 + 8);
  writer.u8(frameKind.ack);
  writer.u53(frame.throughSeq);
  return writer.done();
};

const readEnvelope = (reader: ByteReader): OutgoingEnvelope => {
  const deviceId = reader.u8();
  const registrationId = reader.u16();
  const type = reader.u8();
  const length = reader.u32();
  if (
    deviceId === 0 ||
    deviceId > maxDeviceId ||
    registrationId === 0 ||
    registrationId > maxRegistrationId ||
    !isEnvelopeType(type) ||
    length === 0
  )
    throw new CodedError('bad_frame');
  const most = type === sealedType ? limits.maxSealedEnvelopeBytes : limits.maxEnvelopeBytes;
  if (length > most) throw new CodedError('too_large');
  return { deviceId, registrationId, type, content: reader.bytes(length) };
};

/** Parses a client's frame. Throws `bad_frame` for anything else, `too_large` for an envelope over the limit. */
export const parseClientFrame = (bytes: Uint8Array): ClientFrame => {
  const reader = createByteReader(bytes);
  const kind = reader.u8();
  if (kind === frameKind.ack) {
    const throughSeq = reader.u53();
    reader.end();
    return { kind: 'ack', throughSeq };
  }
  if (kind !== frameKind.send) throw new CodedError('bad_frame');
  const requestId = reader.u32();
  const clientMessageId = reader.uuid();
  const recipientId = reader.uuid();
  const flags = reader.u8();
  const count = reader.u8();
  if (
    requestId === 0 ||
    flags > (ephemeralFlag | tokenFlag) ||
    count === 0 ||
    count > limits.maxDevicesPerAccount
  )
    throw new CodedError('bad_frame');
  const token = (flags & tokenFlag) === 0 ? null : reader.bytes(limits.deliveryTokenBytes);
  const envelopes: OutgoingEnvelope[] = [];
  for (let left = count; left > 0; left--) envelopes.push(readEnvelope(reader));
  reader.end();
  return {
    kind: 'send',
    requestId,
    clientMessageId,
    recipientId,
    ephemeral: (flags & ephemeralFlag) !== 0,
    ...(token === null ? {} : { deliveryToken: token }),
    envelopes,
  };
};

/** kind 1 · count 2 · each: seq 8, accepted 8, sender 16, device 1, type 1, length 4, content */
const encodeDeliver = ({ deliveries }: DeliverFrame): Uint8Array => {
  const writer = createByteWriter(
    deliverHeaderBytes + contentBytes(deliveries, deliveryHeaderBytes),
  );
  writer.u8(frameKind.deliver);
  writer.u16(deliveries.length);
  for (const delivery of deliveries) {
    writer.u53(delivery.seq);
    writer.u53(delivery.acceptedAt);
    writer.uuid(delivery.senderId);
    writer.u8(delivery.senderDeviceId);
    writer.u8(delivery.type);
    writer.u32(delivery.content.length);
    writer.bytes(delivery.content);
  }
  return writer.done();
};

/** kind 1 · request 4 · JSON */
const encodeError = (frame: ErrorFrame): Uint8Array => {
  const json = utf8ToBytes(JSON.stringify(frame.error));
  const writer = createByteWriter(errorHeaderBytes + json.length);
  writer.u8(frameKind.error);
  writer.u32(frame.requestId);
  writer.bytes(json);
  return writer.done();
};

/** The bytes of a server's frame. */
export const encodeServerFrame = (frame: ServerFrame): Uint8Array => {
  switch (frame.kind) {
    case 'sent': {
      const writer = createByteWriter(1 + 4 + 8);
      writer.u8(frameKind.sent);
      writer.u32(frame.requestId);
      writer.u53(frame.acceptedAt);
      return writer.done();
    }
    case 'deliver':
      return encodeDeliver(frame);
    case 'error':
      return encodeError(frame);
    case 'caughtUp':
      return Uint8Array.of(frameKind.caughtUp);
    case 'keysLow': {
      const writer = createByteWriter(1 + 2 + 2);
      writer.u8(frameKind.keysLow);
      writer.u16(frame.preKeyCount);
      writer.u16(frame.kyberPreKeyCount);
      return writer.done();
    }
  }
};

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(bytesToUtf8(bytes));
  } catch {
    throw new CodedError('bad_frame');
  }
};

const readDelivery = (reader: ByteReader): Delivery => {
  const seq = reader.u53();
  const acceptedAt = reader.u53();
  const senderId = reader.uuid();
  const senderDeviceId = reader.u8();
  const type = reader.u8();
  if (!isEnvelopeType(type)) throw new CodedError('bad_frame');
  return { seq, acceptedAt, senderId, senderDeviceId, type, content: reader.bytes(reader.u32()) };
};

/** Parses a server's frame. Throws `bad_frame` for anything else. */
export const parseServerFrame = (bytes: Uint8Array): ServerFrame => {
  const reader = createByteReader(bytes);
  const kind = reader.u8();
  switch (kind) {
    case frameKind.sent: {
      const frame = { kind: 'sent', requestId: reader.u32(), acceptedAt: reader.u53() } as const;
      reader.end();
      return frame;
    }
    case frameKind.deliver: {
      const deliveries: Delivery[] = [];
      for (let left = reader.u16(); left > 0; left--) deliveries.push(readDelivery(reader));
      reader.end();
      return { kind: 'deliver', deliveries };
    }
    case frameKind.error: {
      const requestId = reader.u32();
      const parsed = errorBodySchema.safeParse(
        parseJson(reader.bytes(bytes.length - errorHeaderBytes)),
      );
      if (!parsed.success) throw new CodedError('bad_frame');
      return { kind: 'error', requestId, error: parsed.data };
    }
    case frameKind.caughtUp:
      reader.end();
      return { kind: 'caughtUp' };
    case frameKind.keysLow: {
      const frame = {
        kind: 'keysLow',
        preKeyCount: reader.u16(),
        kyberPreKeyCount: reader.u16(),
      } as const;
      reader.end();
      return frame;
    }
    default:
      throw new CodedError('bad_frame');
  }
};
