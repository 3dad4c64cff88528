import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { utf8ToBytes } from './utf8.ts';

const loneSurrogate = /\p{Surrogate}/u;

const text = (value: string): string => {
  if (loneSurrogate.test(value)) throw new TypeError('half a character has no canonical JSON');
  return JSON.stringify(value);
};

const isPlainObject = (value: object): value is Record<string, unknown> => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/**
 * `value` as canonical JSON (RFC 8785): one text for one value. Takes null, booleans, finite numbers, strings, arrays and plain
 * objects of those. Throws a TypeError for anything else, `undefined` and dates among it: what is left out or turned into
 * something else in silence would give two values one hash.
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  if (typeof value === 'object' && isPlainObject(value)) {
    // sort() without a rule compares UTF-16 code units, which is the order of RFC 8785 section 3.2.3.
    const members = Object.keys(value)
      .sort()
      .map((key) => `${text(key)}:${canonicalJson(value[key])}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`no canonical JSON for ${typeof value}`);
};

/** SHA-256 of a text's UTF-8, as 64 hex digits. */
export const hashOfText = (canonical: string): string => bytesToHex(sha256(utf8ToBytes(canonical)));

/** SHA-256 of the canonical JSON of `value`, as 64 hex digits. Throws as `canonicalJson` does. */
export const hashOf = (value: unknown): string => hashOfText(canonicalJson(value));
