import { padTo, unpad } from '../../padding.ts';
import { bytesToUtf8, utf8Length, utf8ToBytes } from '../../utf8.ts';
import { type Registers, readRegisters, writeRegisters } from './codec.ts';
import { headsOf, type Register } from './register.ts';
import { createTally, type Size, sizeOfKey, sizeOfRegister, sizeOfWrite } from './size.ts';
import { weight, weightOf } from './weight.ts';
import { newestFirst, type RegisterWrite } from './write.ts';

/** UTF-8 of all registers together, padding included. */
export const maxRegistersBytes = 98_304;
/** How much of it what stands may take before only what guards the person is added. */
export const maxOpenBytes = maxRegistersBytes - 16_384;
/** What the lengths of all manifests are: they tell little of how much is in one. */
const sizeClasses = [4_096, 8_192, 16_384, 32_768, 65_536, maxRegistersBytes];

const encode = (registers: Registers): Uint8Array => utf8ToBytes(writeRegisters(registers));
const size = (registers: Registers): number => utf8Length(writeRegisters(registers));

/** What stands of a register, without its history; null when it can be left out. */
export const standingOf = (key: string, register: Register): Register | null =>
  weightOf(key, register) === weight.idle ? null : headsOf(register);

/** UTF-8 of what stands in them, without the history and what can be left out. */
export const standingBytes = (registers: Registers): number =>
  size(
    new Map(
      [...registers].flatMap(([key, register]): [string, Register][] => {
        const standing = standingOf(key, register);
        return standing ? [[key, standing]] : [];
      }),
    ),
  );

/** Whether they have room in `bytes` of UTF-8; they are written out only where what is known of each does not say so. */
const hasRoom = (registers: Registers, bytes: number): boolean => {
  const tally = createTally();
  for (const [key, register] of registers) tally.add(sizeOfRegister(key, register));
  const { least, most } = tally.range();
  return most < bytes || (least < bytes && size(registers) < bytes);
};

/**
 * As many of the registers as have room in `bytes` of UTF-8; the very same when all have. The history goes first, then what stands, by
 * weight, the oldest first: what was written last has room whatever else there is. The same of what it gave and of whatever was added
 * and left out.
 */
export const fitting = (registers: Registers, bytes: number): Registers => {
  if (hasRoom(registers, bytes)) return registers;
  const rows = [...registers]
    .map(([key, register]) => ({
      key,
      heads: headsOf(register),
      register,
      weight: weightOf(key, register),
    }))
    .filter(({ register }) => register.length > 0)
    .sort(
      (one, other) =>
        one.weight - other.weight ||
        newestFirst(one.register[0] as RegisterWrite, other.register[0] as RegisterWrite) ||
        (one.key < other.key ? -1 : 1),
    );
  const former = rows
    .flatMap(({ heads, register }) => register.filter((write) => !heads.includes(write)))
    .sort(newestFirst);
  const first = (count: number): Registers => {
    const history = new Set(former.slice(0, Math.max(0, count - rows.length)));
    return new Map(
      rows
        .slice(0, count)
        .map(({ key, heads, register }) => [
          key,
          register.filter((write) => heads.includes(write) || history.has(write)),
        ]),
    );
  };
  const tally = createTally();
  const ranges = [
    ...rows.map(({ key, heads }) => [sizeOfKey(key), ...heads.map(sizeOfWrite)]),
    ...former.map((write) => [sizeOfWrite(write)]),
  ].map((sizes: readonly Size[]) => {
    tally.add(sizes);
    return tally.range();
  });
  const fits = (count: number): boolean => {
    const { least, most } = ranges[count - 1] ?? { least: 0, most: 0 };
    return most < bytes || (least < bytes && size(first(count)) < bytes);
  };
  // The most that fits, by halves.
  let known = 0;
  let tooMany = ranges.length;
  while (tooMany - known > 1) {
    const middle = Math.floor((known + tooMany) / 2);
    if (fits(middle)) known = middle;
    else tooMany = middle;
  }
  return first(known);
};

const missingIn = (fits: Registers, registers: Registers): ReadonlySet<string> =>
  new Set(
    fits === registers
      ? []
      : [...registers].flatMap(([key, register]) =>
          !fits.has(key) && weightOf(key, register) !== weight.idle ? [key] : [],
        ),
  );
const padded = (fits: Registers): Uint8Array<ArrayBuffer> => {
  const bytes = encode(fits);
  return padTo(bytes, sizeClasses.find((length) => length > bytes.length) ?? maxRegistersBytes);
};

/** Which of the registers that something depends on have no room on the server. */
export const leftOut = (registers: Registers): ReadonlySet<string> =>
  missingIn(fitting(registers, maxRegistersBytes), registers);

/** All registers, padded (ISO/IEC 7816-4) to a size class; as `fitting` of them when they are too many. */
export const packRegisters = (registers: Registers): Uint8Array<ArrayBuffer> =>
  padded(fitting(registers, maxRegistersBytes));

/** What goes to the server, and what is left out of it: as `packRegisters` and `leftOut`. */
export const packForServer = (
  registers: Registers,
): { readonly packed: Uint8Array<ArrayBuffer>; readonly missing: ReadonlySet<string> } => {
  const fits = fitting(registers, maxRegistersBytes);
  return { packed: padded(fits), missing: missingIn(fits, registers) };
};

/** The reverse of `packRegisters`, as `readRegisters`. */
export const unpackRegisters = (padded: Uint8Array): Registers | 'newer' | undefined => {
  if (padded.length > maxRegistersBytes) return undefined;
  try {
    return readRegisters(bytesToUtf8(unpad(padded)));
  } catch {
    return undefined;
  }
};
