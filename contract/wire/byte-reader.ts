import { CodedError } from '../errors/coded-error.ts';
import { readUuid } from './uuid-bytes.ts';

/** Reads a frame from front to back. Every read past the end throws `bad_frame`; byte runs are views, not copies. */
export interface ByteReader {
  readonly u8: () => number;
  readonly u16: () => number;
  readonly u32: () => number;
  /** An unsigned 64-bit number that fits a safe integer. */
  readonly u53: () => number;
  readonly uuid: () => string;
  readonly bytes: (length: number) => Uint8Array;
  /** Throws unless everything was read. */
  readonly end: () => void;
}

/** All numbers are big-endian. */
export const createByteReader = (frame: Uint8Array): ByteReader => {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  let at = 0;
  const take = (length: number): number => {
    const from = at;
    if (length > frame.length - from) throw new CodedError('bad_frame');
    at += length;
    return from;
  };
  return {
    u8: () => view.getUint8(take(1)),
    u16: () => view.getUint16(take(2)),
    u32: () => view.getUint32(take(4)),
    u53: () => {
      const from = take(8);
      const high = view.getUint32(from);
      if (high > 0x1f_ffff) throw new CodedError('bad_frame');
      return high * 0x1_0000_0000 + view.getUint32(from + 4);
    },
    uuid: () => readUuid(frame, take(16)),
    bytes: (length) => {
      const from = take(length);
      return frame.subarray(from, from + length);
    },
    end: () => {
      if (at !== frame.length) throw new CodedError('bad_frame');
    },
  };
};
