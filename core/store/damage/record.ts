import type { SqlValue } from '../connection.ts';

/** A variable-length integer (SQLite file format, section 1.6) and where the next byte stands. Exact up to 2^53. */
export const readVarint = (bytes: Buffer, at: number): { value: number; next: number } => {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes.readUInt8(at + index);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return { value: value * 256 + bytes.readUInt8(at + 8), next: at + 9 };
};

const integerBytes = [0, 1, 2, 3, 4, 6, 8];

const readInteger = (bytes: Buffer, at: number, length: number): number =>
  length === 8 ? Number(bytes.readBigInt64BE(at)) : bytes.readIntBE(at, length);

const readValue = (bytes: Buffer, at: number, type: number): { value: SqlValue; next: number } => {
  if (type >= 12) {
    const length = Math.floor((type - 12) / 2);
    const part = bytes.subarray(at, at + length);
    if (part.length !== length) throw new RangeError('record is cut');
    return { value: type % 2 === 0 ? part : part.toString('utf8'), next: at + length };
  }
  if (type === 7) return { value: bytes.readDoubleBE(at), next: at + 8 };
  if (type === 0) return { value: null, next: at };
  if (type === 8 || type === 9) return { value: type - 8, next: at };
  const length = integerBytes[type];
  if (length === undefined) throw new RangeError('no such serial type');
  return { value: readInteger(bytes, at, length), next: at + length };
};

/** Decodes a record (section 2.1) into its columns. Throws RangeError when it is not one. */
export const decodeRecord = (payload: Buffer): SqlValue[] => {
  const header = readVarint(payload, 0);
  let typeAt = header.next;
  let valueAt = header.value;
  const values: SqlValue[] = [];
  while (typeAt < header.value) {
    const type = readVarint(payload, typeAt);
    const { value, next } = readValue(payload, valueAt, type.value);
    values.push(value);
    typeAt = type.next;
    valueAt = next;
  }
  return values;
};
