import { encodeClientFrame, type OutgoingEnvelope } from '../../contract/wire/frames.ts';
import { type Bytes, toBytes } from '../crypto/bytes.ts';
import type { SessionUnit } from '../crypto/session-unit.ts';

/** Encodes a `send` frame whose request id is filled in by `setRequestId`. */
const encodeSendFrame = (frame: {
  readonly id: string;
  readonly accountId: string;
  readonly ephemeral: boolean;
  readonly envelopes: readonly OutgoingEnvelope[];
}): Bytes =>
  toBytes(
    encodeClientFrame({
      kind: 'send',
      requestId: 1,
      clientMessageId: frame.id,
      recipientId: frame.accountId,
      ephemeral: frame.ephemeral,
      envelopes: frame.envelopes,
    }),
  );

/** Writes the request id into an encoded `send` frame (contract/wire/frames.ts: after the kind byte). */
export const setRequestId = (frame: Bytes, requestId: number): void =>
  new DataView(frame.buffer, frame.byteOffset).setUint32(1, requestId);

/** Whether every device of the account that is known can be encrypted for, and may be, and there is one. */
export const canEncryptFor = (unit: SessionUnit, accountId: string): boolean => {
  const devices = unit.devices(accountId);
  return (
    !unit.isWithheld(accountId) &&
    devices.length > 0 &&
    devices.every((deviceId) => unit.canEncrypt({ accountId, deviceId }))
  );
};

/** Encrypts for every known device; null when a session broke: the unit has forgotten it then. */
export const encryptFrame = async (
  unit: SessionUnit,
  row: {
    readonly id: string;
    readonly accountId: string;
    readonly content: Uint8Array;
    readonly ephemeral?: boolean;
  },
): Promise<Bytes | null> => {
  const { id, accountId, ephemeral = false } = row;
  const content = toBytes(row.content);
  const envelopes: OutgoingEnvelope[] = [];
  for (const deviceId of unit.devices(accountId)) {
    const envelope = await unit.encrypt({ accountId, deviceId }, content);
    if (!envelope) return null;
    envelopes.push(envelope);
  }
  return envelopes.length === 0 ? null : encodeSendFrame({ id, accountId, ephemeral, envelopes });
};
