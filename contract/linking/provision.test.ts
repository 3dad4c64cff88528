import { describe, expect, it } from 'vitest';
import type { LinkingCode } from './code.ts';
import { linkComparison, provisionBinding, provisionSchema } from './provision.ts';

const filled = (length: number, value: number) => new Uint8Array(length).fill(value);
const code: LinkingCode = {
  mailboxId: '3f2b7c1e-5d7a-4a86-9a39-0c2a6c6a1b11',
  publicKey: filled(33, 5),
  secret: filled(32, 1),
  serverKeyHash: filled(32, 2),
  deviceName: 'Linux computer',
};
const others: readonly LinkingCode[] = [
  { ...code, mailboxId: '3f2b7c1e-5d7a-4a86-9a39-0c2a6c6a1b12' },
  { ...code, publicKey: Uint8Array.of(5, ...filled(32, 6)) },
  { ...code, secret: filled(32, 3) },
  { ...code, serverKeyHash: filled(32, 3) },
  { ...code, deviceName: 'Linux computeR' },
];
const accountId = '11111111-5d7a-4a86-9a39-0c2a6c6a1b11';
const identityKey = filled(33, 9);

describe('what the sealed message is bound to', () => {
  it('is everything in the code', () => {
    const bound = provisionBinding(code);
    expect(bound).toHaveLength(32);
    for (const other of others) expect(provisionBinding(other)).not.toEqual(bound);
  });
});

describe('the digits to compare', () => {
  it('are the same from the same, eight in two groups', () => {
    const digits = linkComparison(code, accountId, identityKey);
    expect(digits).toMatch(/^\d{4} \d{4}$/);
    expect(linkComparison({ ...code }, accountId, identityKey.slice())).toBe(digits);
  });

  it('follow code, account and identity key', () => {
    const digits = linkComparison(code, accountId, identityKey);
    for (const other of others)
      expect(linkComparison(other, accountId, identityKey)).not.toBe(digits);
    expect(linkComparison(code, code.mailboxId, identityKey)).not.toBe(digits);
    expect(linkComparison(code, accountId, filled(33, 8))).not.toBe(digits);
  });
});

it('a word with a key that is too short is not taken', () => {
  const bytes = (length: number) => btoa('x'.repeat(length));
  const word = (syncKey: number, historyKey: number) => ({
    v: 1,
    accountId,
    number: '+60123456701',
    name: 'Aisyah',
    identityKeyPair: bytes(69),
    syncKey: bytes(syncKey),
    ticket: 'A'.repeat(43),
    deviceId: 1,
    history: { transferId: accountId, key: bytes(historyKey), maxOrder: 0 },
  });
  const takes = (...lengths: [number, number]) =>
    provisionSchema.safeParse(word(...lengths)).success;
  expect(takes(32, 32)).toBe(true);
  expect(takes(31, 32)).toBe(false);
  expect(takes(32, 1)).toBe(false);
});
