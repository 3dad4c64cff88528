import { writeUuid } from './uuid-bytes.ts';

/** Writes a frame of a known size from front to back; the counterpart of `ByteReader`, all numbers big-endian. */
export interface ByteWriter {
  readonly u8: (value: number) => void;
  readonly u16: (value: number) => void;
  readonly u32: (value: number) => void;
  /** A safe integer as an unsigned 64-bit number. */
  readonly u53: (value: number) => void;
  /** Throws `bad_frame` for what is no UUID. */
  readonly uuid: (uuid: string) => void;
  readonly bytes: (bytes: Uint8Array) => void;
  /** The frame. Throws a RangeError, as every write past the end does, unless exactly `size` bytes were written. */
  readonly done: () => Uint8Array;
}

/** A class for the same reason as the reader's. */
class FrameWriter {
  readonly #frame: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.#frame = new Uint8Array(size);
    this.#view = new DataView(this.#frame.buffer);
  }

  u8(value: number): void {
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
  }

  u16(value: number): void {
    this.#view.setUint16(this.#at, value);
    this.#at += 2;
  }

  u32(value: number): void {
    this.#view.setUint32(this.#at, value);
    this.#at += 4;
  }

  u53(value: number): void {
    this.u32(Math.floor(value / 0x1_0000_0000));
    this.u32(value >>> 0);
  }

  uuid(uuid: string): void {
    writeUuid(this.#frame, this.#at, uuid);
    this.#at += 16;
  }

  bytes(bytes: Uint8Array): void {
    this.#frame.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  done(): Uint8Array {
    if (this.#at !== this.#frame.length) throw new RangeError('a frame of another size');
    return this.#frame;
  }
}

/** `sizeBytes` is the length of the whole frame. */
export const createByteWriter = (sizeBytes: number): ByteWriter => new FrameWriter(sizeBytes);
