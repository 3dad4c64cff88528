import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyFingerprint, parseServerUrl } from './server-key.ts';

test('an address becomes a base URL; plain http is for this computer only', () => {
  expect(parseServerUrl(' chat.example.org ')).toBe('https://chat.example.org');
  expect(parseServerUrl('https://chat.example.org:8443/bisik/')).toBe(
    'https://chat.example.org:8443/bisik',
  );
  expect(parseServerUrl('http://127.0.0.1:7480')).toBe('http://127.0.0.1:7480');
  expect(parseServerUrl('http://localhost:7480/')).toBe('http://localhost:7480');
  for (const text of [
    'http://chat.example.org',
    'http://127.0.0.1.example.org',
    'javascript:alert(1)',
    'file:///etc',
    'https://a@b',
    'https://b?c',
    'https://b#c',
    '',
    'https://',
  ])
    expect(() => parseServerUrl(text), text).toThrow(
      expect.objectContaining({ code: 'server_address_invalid' }),
    );
});

test('a fingerprint is the SHA-256 of the key in groups of five digits', () => {
  const key = Buffer.alloc(32, 7);
  const digest = createHash('sha256').update(key).digest();
  const first = Number(BigInt(`0x${digest.subarray(0, 5).toString('hex')}`) % 100_000n);
  const groups = keyFingerprint(key.toString('base64')).split(' ');
  expect(groups).toHaveLength(6);
  expect(groups.every((group) => /^\d{5}$/.test(group))).toBe(true);
  expect(Number(groups[0])).toBe(first);
});
