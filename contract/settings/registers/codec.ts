import * as z from 'zod/mini';
import { canonicalJson } from '../../canonical-json.ts';
import { timestampSchema } from '../../ids.ts';
import { maxSeen, merge, type Register } from './register.ts';
import type { RegisterWrite, Version } from './write.ts';

/** Registers by key. */
export type Registers = ReadonlyMap<string, Register>;

/** The format that this program writes; one of a later version is not read, and never written over. */
const registersVersion = 1;
const maxDepth = 16;

/** A row of the settings table, or a kind, a colon and what it is about: `block:<accountId>`. */
export const registerKeySchema = z
  .string()
  .check(z.regex(/^[a-z][A-Za-z0-9]*[:.][A-Za-z0-9:._-]{1,140}$/));
const countSchema = z.int().check(z.minimum(1), z.maximum(2 ** 31));
const indexSchema = z.int().check(z.minimum(0), z.maximum(4_095));
const seenSchema = z.array(z.tuple([indexSchema, countSchema])).check(z.maxLength(maxSeen));
const endSchema = z.tuple([timestampSchema, z.unknown()]);
/** Replica, count, device's name, time, value, what was seen, end: the first and third as places in the lists. */
const writeSchema = z.tuple([
  indexSchema,
  countSchema,
  indexSchema,
  timestampSchema,
  z.unknown(),
  seenSchema,
  z.nullable(endSchema),
]);
const replicaSchema = z.string().check(z.regex(/^[0-9a-f]{16}$/));
const registersSchema = z.strictObject({
  v: z.literal(registersVersion),
  replicas: z.array(replicaSchema).check(z.maxLength(4_096)),
  devices: z.array(z.string().check(z.maxLength(80))).check(z.maxLength(4_096)),
  registers: z.record(registerKeySchema, z.array(writeSchema).check(z.maxLength(80))),
});

/** True for JSON that is not nested too deep and has no key that objects treat in their own way. */
const isPlain = (value: unknown, depth = 0): boolean => {
  if (depth > maxDepth) return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(
    ([key, inner]) => key !== '__proto__' && isPlain(inner, depth + 1),
  );
};

const createList = () => {
  const places = new Map<string, number>();
  const placeOf = (text: string): number => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  return { placeOf, texts: () => [...places.keys()] };
};

/** Registers as canonical JSON; sync messages carry some of them so, the manifest all. */
export const writeRegisters = (registers: Registers): string => {
  const replicas = createList();
  const devices = createList();
  const toTuple = (write: RegisterWrite) => [
    replicas.placeOf(write.replica),
    write.count,
    devices.placeOf(write.device),
    write.at,
    write.value,
    Object.entries(write.seen)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([replica, count]) => [replicas.placeOf(replica), count]),
    write.end && [write.end.at, write.end.back],
  ];
  const keys = [...registers.keys()].sort();
  const written = Object.fromEntries(
    keys.map((key) => [key, (registers.get(key) ?? []).map(toTuple)]),
  );
  return canonicalJson({
    v: registersVersion,
    replicas: replicas.texts(),
    devices: devices.texts(),
    registers: written,
  });
};

/** What `writeRegisters` wrote. `undefined` for anything else; `newer` for what a later version wrote. Never throws. */
export const readRegisters = (text: string): Registers | 'newer' | undefined => {
  try {
    const json: unknown = JSON.parse(text);
    if (!isPlain(json)) return undefined;
    const version = z.safeParse(z.looseObject({ v: z.int() }), json);
    if (version.success && version.data.v > registersVersion) return 'newer';
    const { replicas, devices, registers } = registersSchema.parse(json);
    const at = (list: readonly string[], place: number): string => {
      const found = list[place];
      if (found === undefined) throw new RangeError('no such place');
      return found;
    };
    const toWrite = (tuple: z.infer<typeof writeSchema>): RegisterWrite => {
      const [replica, count, device, time, value, seen, end] = tuple;
      // Nothing that has no canonical JSON may come in: it could not be written again.
      canonicalJson([value, end]);
      const version: Version = Object.fromEntries(
        seen.map(([place, known]) => [at(replicas, place), known]),
      );
      return {
        replica: at(replicas, replica),
        count,
        device: at(devices, device),
        at: time,
        value,
        end: end && { at: end[0], back: end[1] },
        seen: version,
      };
    };
    return new Map(
      Object.entries(registers).map(([key, writes]) => [key, merge([], writes.map(toWrite))]),
    );
  } catch {
    return undefined;
  }
};
