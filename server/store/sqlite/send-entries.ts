import type { SqlValue } from './connection.ts';

export interface SendEntry {
  readonly sender: number;
  /** The 16 bytes of the client message id, a character each. */
  readonly key: string;
  readonly acceptedAt: number;
}

/** sender 6 · accepted 6 · id 16, numbers big-endian */
const entryBytes = 28;

/** The id as a string that a Map can find. */
export const keyOf = (id: Uint8Array<ArrayBuffer>): string =>
  Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('latin1');

export const keyToBytes = (key: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(key, 'latin1'));

/** What a commit appends to the log. */
export const encodeEntries = (entries: readonly SendEntry[]): Uint8Array<ArrayBuffer> => {
  const bytes = Buffer.allocUnsafeSlow(entries.length * entryBytes);
  entries.forEach(({ sender, acceptedAt, key }, index) => {
    const at = index * entryBytes;
    bytes.writeUIntBE(sender, at, 6);
    bytes.writeUIntBE(acceptedAt, at + 6, 6);
    bytes.write(key, at + 12, 'latin1');
  });
  return bytes;
};

export const decodeEntries = (value: SqlValue | undefined): SendEntry[] => {
  if (!(value instanceof Uint8Array)) return [];
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: Math.floor(bytes.length / entryBytes) }, (_, index) => {
    const at = index * entryBytes;
    return {
      sender: bytes.readUIntBE(at, 6),
      acceptedAt: bytes.readUIntBE(at + 6, 6),
      key: bytes.toString('latin1', at + 12, at + entryBytes),
    };
  });
};
