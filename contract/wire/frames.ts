import { CodedError, type ErrorBody, errorBodySchema } from '../errors/coded-error.ts';
import { bytesToUtf8, utf8ToBytes } from '../utf8.ts';
import { createByteReader } from './byte-reader.ts';
import { limits } from './limits.ts';
import { writeUuid } from './uuid-bytes.ts';

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

/** libsignal's CiphertextMessageType: 2 whisper, 3 pre-key. 8 (plaintext content) only for session repair. */
export type EnvelopeType = 2 | 3 | 8;
const isEnvelopeType = (value: number): value is EnvelopeType =>
  value === 2 || value === 3 || value === 8;

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
const sendEnvelopeBytes = 1 + 2 + 1 + 4;
const deliveryHeaderBytes = 8 + 8 + 16 + 1 + 1 + 4;

const put53 = (view: DataView, at: number, value: number): void => {
  view.setUint32(at, Math.floor(value / 0x1_0000_0000));
  view.setUint32(at + 4, value >>> 0);
};

/** kind 1 · request 4 · client message id 16 · recipient 16 · flags 1 · count 1 · each: device 1, registration 2, type 1, length 4, content */
const encodeSend = (frame: SendFrame): Uint8Array => {
  const size = frame.envelopes.reduce(
    (sum, envelope) => sum + sendEnvelopeBytes + envelope.content.length,
    sendHeaderBytes,
  );
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes[0] = frameKind.send;
  view.setUint32(1, frame.requestId);
  writeUuid(bytes, 5, frame.clientMessageId);
  writeUuid(bytes, 21, frame.recipientId);
  bytes[37] = frame.ephemeral ? 1 : 0;
  bytes[38] = frame.envelopes.length;
  let at = sendHeaderBytes;
  for (const envelope of frame.envelopes) {
    bytes[at] = envelope.deviceId;
    view.setUint16(at + 1, envelope.registrationId);
    bytes[at + 3] = envelope.type;
    view.setUint32(at + 4, envelope.content.length);
    bytes.set(envelope.content, at + sendEnvelopeBytes);
    at += sendEnvelopeBytes + envelope.content.length;
  }
  return bytes;
};

/** The bytes of a client's frame. */
export const encodeClientFrame = (frame: ClientFrame): Uint8Array => {
  if (frame.kind === 'send') return encodeSend(frame);
  const bytes = new Uint8Array(9);
  bytes[0] = frameKind.ack;
  put53(new DataView(bytes.buffer), 1, frame.throughSeq);
  return bytes;
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
  if (requestId === 0 || flags > 1 || count === 0 || count > limits.maxDevicesPerAccount)
    throw new CodedError('bad_frame');
  const envelopes: OutgoingEnvelope[] = [];
  for (let index = 0; index < count; index++) {
    const deviceId = reader.u8();
    const registrationId = reader.u16();
    const type = reader.u8();
    const length = reader.u32();
    if (
      deviceId === 0 ||
      deviceId > 127 ||
      registrationId === 0 ||
      registrationId > 0x3fff ||
      !isEnvelopeType(type) ||
      length === 0
    )
      throw new CodedError('bad_frame');
    if (length > limits.maxEnvelopeBytes) throw new CodedError('too_large');
    envelopes.push({ deviceId, registrationId, type, content: reader.bytes(length) });
  }
  reader.end();
  return {
    kind: 'send',
    requestId,
    clientMessageId,
    recipientId,
    ephemeral: flags === 1,
    envelopes,
  };
};

/** kind 1 · count 2 · each: seq 8, accepted 8, sender 16, device 1, type 1, length 4, content */
const encodeDeliver = (frame: DeliverFrame): Uint8Array => {
  const size = frame.deliveries.reduce(
    (sum, delivery) => sum + deliveryHeaderBytes + delivery.content.length,
    3,
  );
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes[0] = frameKind.deliver;
  view.setUint16(1, frame.deliveries.length);
  let at = 3;
  for (const delivery of frame.deliveries) {
    put53(view, at, delivery.seq);
    put53(view, at + 8, delivery.acceptedAt);
    writeUuid(bytes, at + 16, delivery.senderId);
    bytes[at + 32] = delivery.senderDeviceId;
    bytes[at + 33] = delivery.type;
    view.setUint32(at + 34, delivery.content.length);
    bytes.set(delivery.content, at + deliveryHeaderBytes);
    at += deliveryHeaderBytes + delivery.content.length;
  }
  return bytes;
};

const fixed = (size: number, kind: number, write: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(size);
  bytes[0] = kind;
  write(new DataView(bytes.buffer));
  return bytes;
};

const encodeError = (frame: ErrorFrame): Uint8Array => {
  const json = utf8ToBytes(JSON.stringify(frame.error));
  const bytes = new Uint8Array(5 + json.length);
  bytes[0] = frameKind.error;
  new DataView(bytes.buffer).setUint32(1, frame.requestId);
  bytes.set(json, 5);
  return bytes;
};

/** The bytes of a server's frame. */
export const encodeServerFrame = (frame: ServerFrame): Uint8Array => {
  switch (frame.kind) {
    case 'sent':
      return fixed(13, frameKind.sent, (view) => {
        view.setUint32(1, frame.requestId);
        put53(view, 5, frame.acceptedAt);
      });
    case 'deliver':
      return encodeDeliver(frame);
    case 'error':
      return encodeError(frame);
    case 'caughtUp':
      return Uint8Array.of(frameKind.caughtUp);
    case 'keysLow':
      return fixed(5, frameKind.keysLow, (view) => {
        view.setUint16(1, frame.preKeyCount);
        view.setUint16(3, frame.kyberPreKeyCount);
      });
  }
};

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(bytesToUtf8(bytes));
  } catch {
    throw new CodedError('bad_frame');
  }
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
      const count = reader.u16();
      const deliveries: Delivery[] = [];
      for (let index = 0; index < count; index++) {
        const seq = reader.u53();
        const acceptedAt = reader.u53();
        const senderId = reader.uuid();
        const senderDeviceId = reader.u8();
        const type = reader.u8();
        if (!isEnvelopeType(type)) throw new CodedError('bad_frame');
        deliveries.push({
          seq,
          acceptedAt,
          senderId,
          senderDeviceId,
          type,
          content: reader.bytes(reader.u32()),
        });
      }
      reader.end();
      return { kind: 'deliver', deliveries };
    }
    case frameKind.error: {
      const requestId = reader.u32();
      const parsed = errorBodySchema.safeParse(parseJson(reader.bytes(bytes.length - 5)));
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
