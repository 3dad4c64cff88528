import * as z from 'zod/mini';
import { deviceIdSchema, timestampSchema } from '../../contract/ids.ts';
import type { DevicesState, OwnDevice } from '../../contract/ipc/devices.ts';
import type { ListedDevice } from '../../contract/wire/devices.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Context } from '../context.ts';
import { notAfter } from '../platform/noted-times.ts';
import type { MetaRepository } from '../store/types/meta.ts';

/** What is news about the account's devices, until the person read it: who was added, and who of them was linked here. */
export interface DeviceNews {
  readonly added: () => DevicesState['added'];
  readonly linked: () => DevicesState['linked'];
  /** The server listed these, `shown` as they are told apart here, in the same order. */
  readonly listed: (listed: readonly ListedDevice[], shown: readonly OwnDevice[]) => void;
  readonly readAdded: () => void;
  readonly readLinked: () => void;
  /** The person unlinked these here, so that they know of them. */
  readonly unlinked: (deviceIds: readonly number[]) => void;
  /** Another device said that it handed the account's keys to an app of this name. Inside a transaction. */
  readonly handed: (name: string, at: number) => void;
  /** The person approved an app of this name here: one device that comes of it is no news. Inside a transaction. */
  readonly approved: (name: string, at: number) => void;
  /** A new device with the account's keys said its first word. Inside a transaction. */
  readonly spoke: (deviceId: number, at: number) => void;
}

const knownName = 'devices.known';
const addedName = 'devices.added';
/** Words about new devices that no list was compared with yet. */
const wordsName = 'devices.words';
const handedSchema = z.array(z.object({ name: z.string(), at: timestampSchema }));
const wordsSchema = z.object({
  handed: handedSchema,
  spoke: z.array(z.object({ deviceId: deviceIdSchema, at: timestampSchema })),
});
type Words = z.infer<typeof wordsSchema>;
const mostWords = 20;
/** Apps that the person approved here and that did not join yet. */
const approvedName = 'devices.approved';
/** Those of them that did, until the person read so. */
const linkedName = 'devices.linkedHere';
const linkedSchema = z.array(
  z.object({ deviceId: deviceIdSchema, name: z.nullable(z.string()), at: timestampSchema }),
);
const aboutOthers = [addedName, wordsName, approvedName, linkedName];
/** An app that was handed the keys is a device by then, or none. */
const joinsWithinMs = 2 * limits.linkLifetimeMs;
/** Stands for whichever the server lists next. */
const allKnown = 'all';
const knownSchema = z.array(z.string());
const addedSchema = z.array(
  z.object({
    deviceId: z.nullable(deviceIdSchema),
    name: z.nullable(z.string()),
    at: timestampSchema,
    /** Of one that was listed: another under the same number is another device. */
    signingKey: z.optional(z.string()),
    /** It spoke as a device of the account, so that the server did not make it up. */
    spoke: z.optional(z.boolean()),
  }),
);
type Added = z.infer<typeof addedSchema>[number];

/** Of a device that joined an account: nobody is told of those that were there. Inside the transaction of joining. */
export const beginKnownDevices = ({ store }: Context): void => {
  store.meta.set(knownName, allKnown);
  for (const name of aboutOthers) store.meta.remove(name);
};

/** No other device is left. Inside the transaction that ends them; `signingKey` of this one, base64. */
export const forgetKnownDevices = (meta: MetaRepository, signingKey: string): void => {
  meta.set(knownName, [signingKey]);
  for (const name of aboutOthers) meta.remove(name);
};

/**
 * Signing keys (base64) of the devices that the server listed last, without those of which the person has not read yet that they were added; none
 * before it did for a device that joined.
 */
export const knownDevices = (meta: MetaRepository): readonly string[] => {
  const unread = addedSchema.safeParse(meta.get(addedName)).data ?? [];
  const known = knownSchema.safeParse(meta.get(knownName)).data ?? [];
  return known.filter((key) => !unread.some(({ signingKey }) => signingKey === key));
};

/** Over the database; `onOthers`: there are other devices beside this one than were listed before. */
export const createDeviceNews = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  onOthers: () => void,
): DeviceNews => {
  const { meta } = store;

  const readAll = (): readonly Added[] => {
    const parsed = addedSchema.safeParse(meta.get(addedName));
    return parsed.success ? parsed.data : [];
  };

  const readLinked = () => linkedSchema.safeParse(meta.get(linkedName)).data ?? [];

  /**
   * Without those that the person approved here: one of its name for each approval, soon after it; of these they are told quietly. Inside a
   * transaction.
   */
  const withoutApproved = (fresh: readonly OwnDevice[]): readonly OwnDevice[] => {
    const at = clock.now();
    const kept = handedSchema.safeParse(meta.get(approvedName)).data ?? [];
    const waiting = new Set(kept.filter((one) => Math.abs(at - one.at) <= joinsWithinMs));
    const news = fresh.filter(({ name }) => {
      const word = [...waiting].find((one) => one.name === name);
      return word === undefined || !waiting.delete(word);
    });
    if (waiting.size !== kept.length) meta.set(approvedName, [...waiting]);
    const linked = fresh.filter((device) => !news.includes(device));
    if (linked.length > 0)
      meta.set(linkedName, [
        ...readLinked(),
        ...linked.map(({ deviceId, name }) => ({ deviceId, name, at })),
      ]);
    return news;
  };

  /** Keeps which were listed, and those that never were before. */
  const noteAdded = (listed: readonly ListedDevice[], shown: readonly OwnDevice[]): void => {
    const kept = meta.get(knownName);
    const present = listed.map(({ signingKey }) => signingKey);
    // Without a word about it, this device is the account's first.
    const known = new Set(kept === allKnown ? present : (knownSchema.safeParse(kept).data ?? []));
    const fresh = shown.filter(
      ({ thisDevice }, index) => !thisDevice && !known.has(present[index] ?? ''),
    );
    if (
      kept !== allKnown &&
      known.size === present.length &&
      present.every((key) => known.has(key))
    )
      return;
    onOthers();
    store.transaction(() => {
      meta.set(knownName, present);
      // One that has a name was given the account's keys, also where it is gone again; any other the server may have made up.
      const still = readAll().filter(
        ({ deviceId, name, spoke }) =>
          name !== null || spoke === true || shown.some((device) => device.deviceId === deviceId),
      );
      const at = clock.now();
      const keyOf = new Map(shown.map(({ deviceId }, index) => [deviceId, present[index] ?? '']));
      const told = [...still];
      for (const { deviceId, name } of withoutApproved(fresh)) {
        const signingKey = keyOf.get(deviceId) ?? '';
        // One that only spoke, until it is listed.
        const spoken = told.findIndex((one) => one.deviceId === deviceId && !one.signingKey);
        const before = told[spoken];
        if (before) told[spoken] = { ...before, signingKey };
        else if (!told.some((one) => one.deviceId === deviceId && one.signingKey === signingKey))
          told.push({ deviceId, name, at, signingKey });
      }
      meta.set(addedName, told);
    });
  };

  const readWords = (): Words => {
    const parsed = wordsSchema.safeParse(meta.get(wordsName));
    return parsed.success ? parsed.data : { handed: [], spoke: [] };
  };
  const keepWords = ({ handed, spoke }: Words): void =>
    meta.set(wordsName, { handed: handed.slice(-mostWords), spoke: spoke.slice(-mostWords) });

  /** Devices of which others spoke and which no list ever showed here are told of, too: they had the account's keys. */
  const weighWords = (shown: readonly OwnDevice[]): void => {
    const words = readWords();
    if (words.handed.length + words.spoke.length === 0) return;
    const now = clock.now();
    // What a clock that is ahead said later than now began now.
    const byNow = <T extends { readonly at: number }>(word: T): T => ({
      ...word,
      at: notAfter(word.at, now),
    });
    const [handed, spoke] = [words.handed.map(byNow), words.spoke.map(byNow)];
    const told = [...readAll()];
    const isKnown = (deviceId: number) =>
      [...shown, ...told].some((device) => device.deviceId === deviceId);
    const waiting = new Set(handed);
    for (const { deviceId, at } of spoke) {
      const between = (one: { readonly at: number }): number => Math.abs(one.at - at);
      const word = [...waiting]
        .filter((one) => between(one) <= joinsWithinMs)
        .sort((one, other) => between(one) - between(other))[0];
      if (word) waiting.delete(word);
      if (!isKnown(deviceId))
        told.push({ deviceId, name: word?.name ?? null, at: now, spoke: true });
    }
    for (const word of waiting) {
      const isTold = [...shown, ...told].some(({ name }) => name === word.name);
      if (!isTold && now < word.at + joinsWithinMs) continue;
      waiting.delete(word);
      if (!isTold) told.push({ deviceId: null, name: word.name, at: now });
    }
    store.transaction(() => {
      meta.set(addedName, told);
      keepWords({ handed: [...waiting], spoke: [] });
    });
  };

  return {
    added: () => {
      const [first] = readAll();
      return first ? { deviceId: first.deviceId, name: first.name, at: first.at } : null;
    },
    linked: () => readLinked()[0] ?? null,
    listed: (listed, shown) => {
      noteAdded(listed, shown);
      weighWords(shown);
    },
    readAdded: () => meta.set(addedName, readAll().slice(1)),
    readLinked: () => meta.set(linkedName, readLinked().slice(1)),
    unlinked: (deviceIds) => {
      const isLeft = ({ deviceId }: { readonly deviceId: number | null }): boolean =>
        deviceId === null || !deviceIds.includes(deviceId);
      meta.set(addedName, readAll().filter(isLeft));
      meta.set(linkedName, readLinked().filter(isLeft));
    },
    handed: (name, at) => {
      const words = readWords();
      keepWords({ ...words, handed: [...words.handed, { name, at }] });
    },
    approved: (name, at) => {
      const kept = handedSchema.safeParse(meta.get(approvedName)).data ?? [];
      meta.set(approvedName, [...kept, { name, at }].slice(-mostWords));
    },
    spoke: (deviceId, at) => {
      const words = readWords();
      keepWords({ ...words, spoke: [...words.spoke, { deviceId, at }] });
    },
  };
};
