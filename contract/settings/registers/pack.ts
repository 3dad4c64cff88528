import { bytesToUtf8, utf8ToBytes } from '../../utf8.ts';
import { type Registers, readRegisters, writeRegisters } from './codec.ts';
import { headsOf } from './register.ts';
import { newestFirst } from './write.ts';

/** UTF-8 of all registers together, padding included. */
export const maxRegistersBytes = 98_304;
/** What the lengths of all manifests are: they tell little of how much is in one. */
const sizeClasses = [4_096, 8_192, 16_384, 32_768, 65_536, maxRegistersBytes];

/** Registers with as much of the history, newest first, as fits; null when not even what is present does. */
const fitting = (registers: Registers): Uint8Array | null => {
  const encode = (of: Registers): Uint8Array => utf8ToBytes(writeRegisters(of));
  const whole = encode(registers);
  if (whole.length < maxRegistersBytes) return whole;
  const former = [...registers.values()]
    .flatMap((register) => {
      const heads = new Set(headsOf(register));
      return register.filter((write) => !heads.has(write));
    })
    .sort(newestFirst);
  const without = (count: number): Registers => {
    const kept = new Set(former.slice(0, count));
    const dropped = new Set(former.filter((write) => !kept.has(write)));
    return new Map(
      [...registers].map(([key, writes]) => [key, writes.filter((write) => !dropped.has(write))]),
    );
  };
  // The most that fits, by halves.
  let fits = -1;
  let tooMany = former.length;
  let best: Uint8Array | null = null;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const encoded = encode(without(middle));
    if (encoded.length < maxRegistersBytes) {
      fits = middle;
      best = encoded;
    } else tooMany = middle;
  }
  return best;
};

/** All registers, padded (ISO/IEC 7816-4) to a size class; null when they are too many. What no longer fits of the history is left out. */
export const packRegisters = (registers: Registers): Uint8Array<ArrayBuffer> | null => {
  const bytes = fitting(registers);
  if (!bytes) return null;
  const size = sizeClasses.find((length) => length > bytes.length) ?? maxRegistersBytes;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  return padded;
};

/** The reverse of `packRegisters`, as `readRegisters`. */
export const unpackRegisters = (padded: Uint8Array): Registers | 'newer' | undefined => {
  if (padded.length > maxRegistersBytes) return undefined;
  const end = padded.lastIndexOf(0x80);
  if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) return undefined;
  try {
    return readRegisters(bytesToUtf8(padded.subarray(0, end)));
  } catch {
    return undefined;
  }
};
