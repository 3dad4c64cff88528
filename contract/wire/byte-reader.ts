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

/** A class, not closures: one is made for every frame, and seven functions with it would cost more than the reading. */
class FrameReader {
  readonly #frame: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(frame: Uint8Array) {
    this.#frame = frame;
    this.#view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  }

  #take(length: number): number {
    const from = this.#at;
    if (length > this.#frame.length - from) throw new CodedError('bad_frame');
    this.#at = from + length;
    return from;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  u53(): number {
    const from = this.#take(8);
    const high = this.#view.getUint32(from);
    if (high > 0x1f_ffff) throw new CodedError('bad_frame');
    return high * 0x1_0000_0000 + this.#view.getUint32(from + 4);
  }

  uuid(): string {
    return readUuid(this.#frame, this.#take(16));
  }

  bytes(length: number): Uint8Array {
    const from = this.#take(length);
    return this.#frame.subarray(from, from + length);
  }

  end(): void {
    if (this.#at !== this.#frame.length) throw new CodedError('bad_frame');
  }
}

/** All numbers are big-endian. */
export const createByteReader = (frame: Uint8Array): ByteReader => new FrameReader(frame);
