import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealingBytes } from '../crypto/aead.ts';
import { createNodeRandom } from '../platform/node-random.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import {
  ensureSyncKey,
  loadSyncKey,
  needSyncSecret,
  openFromOwn,
  saveSyncKey,
  sealForOwn,
} from './sync-key.ts';

const random = createNodeRandom();
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const secret = { accountId: random.uuid(), key: random.bytes(32) };

const inMemory = (): MetaRepository => {
  const values = new Map<string, unknown>();
  return {
    get: (name) => values.get(name),
    read: (name, parse) => parse(values.get(name)),
    set: (name, value) => void values.set(name, value),
    remove: (name) => void values.delete(name),
  };
};

describe('what devices of an account seal for each other', () => {
  it('opens with the same secret, purpose and about, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (content, about) => {
        const sealed = sealForOwn(secret, 'manifest', about, content, random);
        expect(sealed).toHaveLength(content.length + sealingBytes);
        expect(openFromOwn(secret, 'manifest', about, sealed)).toEqual(new Uint8Array(content));
      }),
    );
  });

  it('opens for nothing else', () => {
    const sealed = sealForOwn(secret, 'manifest', '7', bytes('content'), random);
    expect(openFromOwn(secret, 'manifest', '8', sealed)).toBeNull();
    expect(openFromOwn(secret, 'farewell', '7', sealed)).toBeNull();
    const other = { ...secret, accountId: random.uuid() };
    expect(openFromOwn(other, 'manifest', '7', sealed)).toBeNull();
    const otherKey = { ...secret, key: random.bytes(32) };
    expect(openFromOwn(otherKey, 'manifest', '7', sealed)).toBeNull();
  });

  it('does not open once a single bit is another, or when it is cut', () => {
    const sealed = sealForOwn(secret, 'farewell', '', bytes('content'), random);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const bent = sealed.slice();
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(openFromOwn(secret, 'farewell', '', bent)).toBeNull();
    }
    for (let length = 0; length < sealed.length; length++)
      expect(openFromOwn(secret, 'farewell', '', sealed.subarray(0, length))).toBeNull();
  });

  it('never looks the same twice', () => {
    const seal = () => sealForOwn(secret, 'device-name', '', bytes('Laptop'), random);
    expect(seal()).not.toEqual(seal());
  });
});

describe('the kept key', () => {
  it('is made once, and read again', () => {
    const meta = inMemory();
    expect(loadSyncKey(meta)).toBeNull();
    expect(() => needSyncSecret(meta, secret.accountId)).toThrow(/account/i);
    const made = ensureSyncKey(meta, random);
    expect(made).toHaveLength(32);
    expect(ensureSyncKey(meta, random)).toEqual(made);
    expect(needSyncSecret(meta, secret.accountId)).toEqual({ ...secret, key: made });
    saveSyncKey(meta, secret.key);
    expect(loadSyncKey(meta)).toEqual(secret.key);
  });

  it('is none when what is kept is no key', () => {
    const meta = inMemory();
    for (const kept of [null, 7, 'x', Buffer.alloc(31).toString('base64')]) {
      meta.set('account.syncKey', kept);
      expect(loadSyncKey(meta)).toBeNull();
    }
  });
});
