import { canonicalJson } from '../../canonical-json.ts';
import { utf8Length } from '../../utf8.ts';
import { writeRegisters } from './codec.ts';
import type { RegisterWrite } from './write.ts';

const bytesOf = (json: unknown): number => utf8Length(canonicalJson(json));

/** What writes take among other registers, in bytes of UTF-8, but for the names that they share with others. */
export interface Size {
  /** As if each place in the lists of names had one digit. */
  readonly bytes: number;
  /** How often such a place stands there. */
  readonly places: number;
  readonly replicas: readonly string[];
  readonly devices: readonly string[];
}

/** What one write takes, its comma included. */
export const sizeOfWrite = ({
  replica,
  count,
  device,
  at,
  value,
  seen,
  end,
}: RegisterWrite): Size => {
  const known = Object.entries(seen);
  const tuple = [0, count, 0, at, value, known.map(([, of]) => [0, of]), end && [end.at, end.back]];
  return {
    bytes: bytesOf(tuple) + 1,
    places: 2 + known.length,
    replicas: [replica, ...known.map(([other]) => other)],
    devices: [device],
  };
};

/** What a register's key takes with all that is around its writes. Each of them counts a comma: the last has none, the register has. */
export const sizeOfKey = (key: string): Size => ({
  bytes: bytesOf(key) + ':[]'.length,
  places: 0,
  replicas: [],
  devices: [],
});

/** What a register takes in which at least one write stands. */
export const sizeOfRegister = (
  key: string,
  register: readonly RegisterWrite[],
): readonly Size[] => [sizeOfKey(key), ...register.map(sizeOfWrite)];

/** What all registers together take, kept as they come and go. */
export interface Tally {
  readonly add: (sizes: readonly Size[]) => void;
  /** Of what was added. */
  readonly take: (sizes: readonly Size[]) => void;
  /** `writeRegisters` gives at least, and at most, so many bytes of UTF-8: the same but where there are more than ten names of a kind. */
  readonly range: () => { readonly least: number; readonly most: number };
}

const createNames = () => {
  const counts = new Map<string, number>();
  let bytes = 0;
  const change = (name: string, by: number): void => {
    const before = counts.get(name) ?? 0;
    const after = before + by;
    if (after > 0) counts.set(name, after);
    else counts.delete(name);
    if (before === 0 || after === 0) bytes += by * (bytesOf(name) + 1);
  };
  return {
    change,
    bytes: () => bytes - (counts.size > 0 ? 1 : 0),
    /** Of the last place. */
    digits: () => String(Math.max(0, counts.size - 1)).length,
  };
};

const emptyBytes = utf8Length(writeRegisters(new Map()));

/** Of nothing yet. */
export const createTally = (): Tally => {
  const replicas = createNames();
  const devices = createNames();
  let bytes = 0;
  let places = 0;
  let keys = 0;
  const change = (sizes: readonly Size[], by: 1 | -1): void => {
    for (const size of sizes) {
      bytes += by * size.bytes;
      places += by * size.places;
      if (size.places === 0) keys += by;
      for (const name of size.replicas) replicas.change(name, by);
      for (const name of size.devices) devices.change(name, by);
    }
  };
  return {
    add: (sizes) => change(sizes, 1),
    take: (sizes) => change(sizes, -1),
    range: () => {
      const least = emptyBytes + bytes - (keys > 0 ? 1 : 0) + replicas.bytes() + devices.bytes();
      const digits = Math.max(replicas.digits(), devices.digits());
      return { least, most: least + places * (digits - 1) };
    },
  };
};
