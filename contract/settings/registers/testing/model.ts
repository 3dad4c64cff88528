import { clamped, merge, mostAheadMs, type Register, written } from '../register.ts';
import { newestFirst, type RegisterWrite, writeId } from '../write.ts';

/** Beside a register, everything that was ever written to it as far as one device knows, and what the author of each had seen. */
export interface Known {
  readonly register: Register;
  readonly all: ReadonlyMap<string, RegisterWrite>;
  readonly saw: ReadonlyMap<string, ReadonlySet<string>>;
}

const nothing: Known = { register: [], all: new Map(), saw: new Map() };

const joined = (one: Known, other: Known): Known => {
  const all = new Map(one.all);
  for (const [id, write] of other.all) {
    const known = all.get(id);
    all.set(id, known && known.at <= write.at ? known : write);
  }
  return {
    register: merge(one.register, other.register),
    all,
    saw: new Map([...one.saw, ...other.saw]),
  };
};

const withClock = (known: Known, serverNow: number): Known => ({
  ...known,
  register: clamped(known.register, serverNow),
  all: new Map(
    [...known.all].map(([id, write]) => [
      id,
      { ...write, at: Math.min(write.at, serverNow + mostAheadMs) },
    ]),
  ),
});

/** The newest of all writes that are known, with no rule but their order. */
export const newestOf = ({ all }: Known, count: number): readonly RegisterWrite[] =>
  [...all.values()].sort(newestFirst).slice(0, count);

/** Writes that nobody who wrote had seen, by what each really saw. */
export const trueHeads = ({ all, saw }: Known): ReadonlySet<string> => {
  const seen = new Set([...saw.values()].flatMap((ids) => [...ids]));
  return new Set([...all.keys()].filter((id) => !seen.has(id)));
};

export interface ModelDevice {
  readonly replica: string;
  readonly skewMs: number;
  known: Known;
}

/** Devices of one account, their server, and everything that was ever sent from one to another and may come late, twice or never. */
export const createModel = () => {
  let now = 1_700_000_000_000;
  let replicas = 0;
  let server = nothing;
  const devices: ModelDevice[] = [];
  const sent: Known[] = [];

  const localNow = (device: ModelDevice): number => Math.max(0, now + device.skewMs);
  const write = (
    device: ModelDevice,
    value: unknown,
    end: RegisterWrite['end'] = null,
  ): RegisterWrite => {
    const { replica, known } = device;
    const register = written(known.register, {
      replica,
      device: replica,
      value,
      end,
      now: localNow(device),
    });
    const before = new Set(known.all.keys());
    const made = register.find((one) => !before.has(writeId(one)));
    if (!made) throw new Error('nothing was written');
    device.known = {
      register,
      all: new Map([...known.all, [writeId(made), made]]),
      saw: new Map([...known.saw, [writeId(made), before]]),
    };
    return made;
  };
  const sync = (device: ModelDevice): void => {
    const own = withClock(device.known, now);
    device.known = joined(own, withClock(server, now));
    server = device.known;
  };
  const add = (skewMs: number): void => {
    replicas++;
    const replica = replicas.toString(16).padStart(16, '0');
    devices.push({ replica, skewMs, known: withClock(server, now) });
  };
  return {
    devices,
    localNow,
    serverNow: () => now,
    server: () => server,
    write,
    sync,
    add,
    remove: (index: number): void => {
      if (devices.length > 1) devices.splice(index, 1);
    },
    pass: (ms: number): void => {
      now += ms;
    },
    /** Told to the others, clamped by its author as all that leaves is. */
    tell: (device: ModelDevice): void => {
      device.known = withClock(device.known, now);
      sent.push(device.known);
    },
    /** One of what was told comes, perhaps once more. */
    hear: (device: ModelDevice, which: number): void => {
      const told = sent[which % Math.max(1, sent.length)];
      if (told) device.known = joined(device.known, withClock(told, now));
    },
    /** All meet, until nobody learns anything. */
    meet: (): void => {
      for (let round = 0; round < 3; round++) for (const device of devices) sync(device);
    },
  };
};
