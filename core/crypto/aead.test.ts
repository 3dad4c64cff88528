import { describe, expect, it } from 'vitest';
import { nonceBytes, open, seal, sealingBytes } from './aead.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const key = hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308');
const nonce = hex('cafebabefacedbaddecaf888');
const content = hex(
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
);
const data = hex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
// Test case 16 of McGrew and Viega, The Galois/Counter Mode of Operation, appendix B.
const ciphertext =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662';
const tag = '76fc6ece0f4e1768cddf8853bb2d551b';

describe('what is sealed', () => {
  const sealed = seal(key, nonce, content, data);

  it('is nonce, ciphertext and tag of AES-256-GCM', () => {
    expect(Buffer.from(sealed).toString('hex')).toBe(
      Buffer.from(nonce).toString('hex') + ciphertext + tag,
    );
    expect(sealed).toHaveLength(content.length + sealingBytes);
    expect(open(key, sealed, data)).toEqual(content);
  });

  it('opens with neither another key nor other data, bent nor cut', () => {
    expect(open(hex('00'.repeat(32)), sealed, data)).toBeNull();
    expect(open(key, sealed)).toBeNull();
    for (const at of [0, nonceBytes, sealed.length - 1]) {
      const bent = sealed.slice();
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(open(key, bent, data), `bent at ${at}`).toBeNull();
    }
    for (const length of [0, 1, sealingBytes - 1, sealed.length - 1])
      expect(open(key, sealed.subarray(0, length), data), `cut to ${length}`).toBeNull();
  });

  it('may be nothing', () => {
    expect(open(key, seal(key, nonce, new Uint8Array()))).toEqual(new Uint8Array());
  });
});
