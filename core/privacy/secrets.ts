import { hkdfSync } from 'node:crypto';
import * as z from 'zod/mini';
import { bytesSchema } from '../../contract/ids.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { ProfileField } from '../../contract/wire/people.ts';
import { type Bytes, fromBase64, toBase64 } from '../crypto/bytes.ts';
import type { PeopleRegisters } from '../people/registers.ts';
import type { Random } from '../platform/types.ts';
import { markOf } from '../profile/sealing.ts';
import { type GivenThing, givenThings } from '../store/types/profiles.ts';

const keys: Readonly<Record<GivenThing, string>> = {
  about: 'profile:about',
  photo: 'profile:photo',
  delivery: 'delivery:secret',
};
const registerSchema = z.object({
  secret: z.nullable(bytesSchema(32)),
});
const secretBytes = 32;

/** What is given to others, by what it opens. */
export interface Secrets {
  /** What others get: a field's key (32 bytes) or the delivery token (16); null: there is none. */
  readonly present: (thing: GivenThing) => Bytes | null;
  /** Of what is present; `none` without. */
  readonly mark: (thing: GivenThing) => string;
  /** Whether this device drew it. What another one drew, it may have given to people whom this one does not know of. */
  readonly isOwn: (thing: GivenThing) => boolean;
  /** Whether a field's key was named by a device while another one, not knowing of it, named the present one. */
  readonly isApart: (field: ProfileField, key: Uint8Array) => boolean;
  /** Draws another one, or takes it away; inside a transaction. */
  readonly renew: (thing: GivenThing, key?: Uint8Array | null) => void;
  /** Which of the things a change of registers is about. */
  readonly changed: (registerKeys: readonly string[]) => readonly GivenThing[];
}

/** The token that lets others write, of the account's secret: HKDF (RFC 5869), 16 bytes. */
const toToken = (secret: Uint8Array): Bytes =>
  new Uint8Array(
    hkdfSync('sha256', secret, new Uint8Array(), 'bisik-delivery-v1', limits.deliveryTokenBytes),
  );

/** Kept in registers, so that all devices of the account have them. */
export const createSecrets = (
  registers: PeopleRegisters,
  random: Pick<Random, 'bytes'>,
): Secrets => {
  const secretOf = (value: unknown): Bytes | null => {
    const parsed = registerSchema.safeParse(value);
    const text = parsed.success ? parsed.data.secret : null;
    return text === null ? null : fromBase64(text);
  };
  const present = (thing: GivenThing): Bytes | null => {
    const secret = secretOf(registers.value(keys[thing]));
    if (secret === null) return null;
    return thing === 'delivery' ? toToken(secret) : secret;
  };
  return {
    present,
    mark: (thing) => {
      const secret = present(thing);
      return secret === null ? 'none' : markOf(secret);
    },
    isOwn: (thing) => registers.author(keys[thing])?.thisDevice ?? false,
    isApart: (field, key) =>
      registers
        .apart(keys[field])
        .some((value) => Buffer.from(key).equals(secretOf(value) ?? new Uint8Array())),
    renew: (thing, key = random.bytes(secretBytes)) =>
      registers.set(keys[thing], { secret: key && toBase64(key) }),
    changed: (registerKeys) => givenThings.filter((thing) => registerKeys.includes(keys[thing])),
  };
};
