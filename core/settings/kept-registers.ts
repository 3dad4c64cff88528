import {
  type Registers,
  readRegisters,
  writeRegisters,
} from '../../contract/settings/registers/codec.ts';
import { fitting, maxRegistersBytes, standingOf } from '../../contract/settings/registers/pack.ts';
import type { Register } from '../../contract/settings/registers/register.ts';
import { createTally, type Size, sizeOfRegister } from '../../contract/settings/registers/size.ts';
import type { Store } from '../store/types.ts';

/** UTF-8 of what is kept here: more than the server has room for, since what was decided here holds here. */
const maxKeptBytes = 4 * maxRegistersBytes;

/** The rows of the database as registers, and what they take together. */
export interface KeptRegisters {
  /** Empty for one that was never written, and one that cannot be read. */
  readonly get: (key: string) => Register;
  readonly isKept: (key: string) => boolean;
  /** Something is kept of one that cannot be read. */
  readonly isAnyUnreadable: () => boolean;
  readonly put: (key: string, register: Register) => void;
  readonly clear: () => void;
  /** All that have something. */
  readonly all: () => Registers;
  /** Drops what there is no room for, the least that depends on it. */
  readonly makeRoom: () => void;
  /** At most so many bytes of UTF-8: all of it, and what `standingBytes` counts. Known without reading them. */
  readonly most: () => { readonly all: number; readonly standing: number };
}

interface Sizes {
  readonly all: readonly Size[];
  readonly standing: readonly Size[];
}

const sizesOf = (key: string, register: Register): Sizes => {
  if (register.length === 0) return { all: [], standing: [] };
  const standing = standingOf(key, register);
  return {
    all: sizeOfRegister(key, register),
    standing: standing ? sizeOfRegister(key, standing) : [],
  };
};

const createSizes = (registers: Registers) => {
  const known = new Map<string, Sizes>();
  const [all, standing] = [createTally(), createTally()];
  const set = (key: string, register: Register): void => {
    const former = known.get(key);
    if (former) {
      all.take(former.all);
      standing.take(former.standing);
    }
    const present = sizesOf(key, register);
    known.set(key, present);
    all.add(present.all);
    standing.add(present.standing);
  };
  for (const [key, register] of registers) set(key, register);
  return { set, most: () => ({ all: all.range().most, standing: standing.range().most }) };
};

/** Over the rows of the database, which nobody else writes meanwhile. */
export const keepRegisters = (store: Pick<Store, 'registers' | 'takenBack'>): KeptRegisters => {
  const rows = store.registers;
  /** What was read last of each, by its very text: it is asked for with each message, and parsing it is dear. */
  const parsed = new Map<string, { readonly text: string; readonly register: Register | null }>();
  const parse = (key: string, text: string): Register | null => {
    const known = parsed.get(key);
    if (known?.text === text) return known.register;
    const read = readRegisters(text);
    const register = read === undefined || read === 'newer' ? null : (read.get(key) ?? null);
    parsed.set(key, { text, register });
    return register;
  };
  const read = (key: string, text: string | undefined): Register =>
    text === undefined ? [] : (parse(key, text) ?? []);
  const all = (): Registers =>
    new Map(
      rows.all().flatMap(({ key, writes }): [string, Register][] => {
        const register = read(key, writes);
        return register.length > 0 ? [[key, register]] : [];
      }),
    );

  /** Counted once, and then with each change; again where something that was written did not come to stand. */
  let sizes: ReturnType<typeof createSizes> | null = null;
  let countedAt = store.takenBack();
  const present = (): ReturnType<typeof createSizes> | null => {
    if (countedAt !== store.takenBack()) sizes = null;
    return sizes;
  };
  const counted = (): ReturnType<typeof createSizes> => {
    const known = present();
    if (known) return known;
    countedAt = store.takenBack();
    sizes = createSizes(all());
    return sizes;
  };

  const put = (key: string, register: Register): void => {
    rows.put({ key, writes: writeRegisters(new Map([[key, register]])) });
    present()?.set(key, register);
  };
  const remove = (key: string): void => {
    rows.remove(key);
    present()?.set(key, []);
  };
  return {
    get: (key) => read(key, rows.get(key)),
    isKept: (key) => rows.get(key) !== undefined,
    isAnyUnreadable: () => rows.all().some(({ key, writes }) => read(key, writes).length === 0),
    put,
    clear: () => {
      rows.clear();
      parsed.clear();
      sizes = null;
    },
    all,
    makeRoom: () => {
      if (counted().most().all < maxKeptBytes) return;
      const kept = all();
      const fits = fitting(kept, maxKeptBytes);
      if (fits === kept) return;
      for (const [key, register] of kept) {
        const left = fits.get(key);
        if (!left) remove(key);
        else if (left.length !== register.length) put(key, left);
      }
    },
    most: () => counted().most(),
  };
};
