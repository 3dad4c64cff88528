import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { orderedRecordSchema, receiptHeadSchema } from '../consent/record.ts';
import { bytesSchema } from '../ids.ts';
import { endpoints } from './http.ts';

interface Leaf {
  readonly path: string;
  readonly accepts: (value: string) => boolean;
}

type Definition = {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly items?: readonly z.core.$ZodType[];
  readonly valueType?: z.core.$ZodType;
};

/** Every string of a schema, by the names that lead there. */
const stringsOf = (schema: z.core.$ZodType, path: string): readonly Leaf[] => {
  const { type, shape, ...inner } = schema._zod.def as Definition;
  if (type === 'string')
    return [{ path, accepts: (value) => z.core.safeParse(schema, value).success }];
  const under = [
    inner.element,
    inner.innerType,
    inner.valueType,
    ...(inner.options ?? []),
    ...(inner.items ?? []),
  ].filter((one) => one !== undefined);
  return [
    ...Object.entries(shape ?? {}).flatMap(([name, one]) => stringsOf(one, `${path}.${name}`)),
    ...under.flatMap((one) => stringsOf(one, path)),
  ];
};

const isOfOneLength =
  /(key|signature|proof|nonce|hash|root|chain|commitment|label|token|siblings|holds)$/i;
/** A text that is called so; and a nonce of which a wrong one is a fault of its entry, which is told, and not an answer that cannot be read. */
const others = ['verifierKey', 'disclosures.entries.nonce'];
const leaves = [
  ...Object.entries(endpoints).flatMap(([name, { request, response }]) => [
    ...stringsOf(request, `${name} request`),
    ...stringsOf(response, `${name} response`),
  ]),
  ...stringsOf(orderedRecordSchema, 'orderedRecord'),
  ...stringsOf(receiptHeadSchema, 'receiptHead'),
].filter(({ path }) => isOfOneLength.test(path) && !others.some((one) => path.endsWith(one)));

const encodings = ['base64', 'base64url', 'hex'] as const;

test('keys, signatures, hashes, nonces and tokens have one length each, at every place where they travel', () => {
  // Found by their names: were the walk to miss them, so would this.
  expect(leaves.length).toBeGreaterThan(60);
  const loose = leaves.flatMap(({ path, accepts }) => {
    const lengths = encodings.map((encoding) => {
      const taken: number[] = [];
      for (let length = 0; length <= 1_700; length++)
        if (accepts(Buffer.alloc(length, 255).toString(encoding))) taken.push(length);
      return taken;
    });
    return Math.max(...lengths.map((taken) => taken.length)) === 1 ? [] : [path];
  });
  expect(loose).toEqual([]);
});

test('bytes are taken in one spelling alone', () => {
  for (const length of [1, 16, 32, 33, 64, 1_569]) {
    const schema = bytesSchema(length);
    const is = (text: string): boolean => schema.safeParse(text).success;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(is(text)).toBe(true);
        for (const other of [
          text.slice(1),
          `${text}A`,
          `A${text}`,
          `${text}\n`,
          ` ${text}`,
          `${text}=`,
          text.replace(/.(=*)$/, '-$1'),
          text.replace(/.(=*)$/, '_$1'),
        ])
          expect(is(other)).toBe(false);
        // What decodes to the same bytes and is written otherwise.
        const padding = text.length - text.replace(/=+$/, '').length;
        if (padding === 0) return;
        const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
        const last = text.length - padding - 1;
        const spelt = alphabet.charAt(alphabet.indexOf(text.charAt(last)) + 1);
        expect(is(text.slice(0, last) + spelt + text.slice(last + 1))).toBe(false);
      }),
    );
  }
});

test('whatever else stands where bytes should is refused, not read', () => {
  const schema = bytesSchema(32);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.anything()), (value) => {
      const isRight =
        typeof value === 'string' &&
        Buffer.from(value, 'base64').length === 32 &&
        Buffer.from(value, 'base64').toString('base64') === value;
      expect(schema.safeParse(value).success).toBe(isRight);
    }),
  );
});
