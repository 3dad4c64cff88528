import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pad, padTo, unpad } from './padding.ts';

const refused = expect.objectContaining({ code: 'bad_request' });

describe('padding', () => {
  it('comes off as it went on, in whole blocks or to a length', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 700 }),
        fc.integer({ min: 1, max: 300 }),
        (bytes, block) => {
          const padded = pad(bytes, block);
          expect(padded.length % block).toBe(0);
          expect(padded.length - bytes.length).toBeLessThanOrEqual(block);
          expect(unpad(padded)).toEqual(bytes);
          expect(unpad(padTo(bytes, bytes.length + block))).toEqual(bytes);
        },
      ),
    );
  });

  it('needs room for one byte', () => {
    expect(() => padTo(new Uint8Array(8), 8)).toThrow(RangeError);
    expect(padTo(new Uint8Array(7), 8)).toHaveLength(8);
  });

  it('that is missing is refused', () => {
    for (const bytes of [[], [0, 0, 0], [0x80, 1]])
      expect(() => unpad(Uint8Array.from(bytes)), String(bytes)).toThrow(refused);
  });
});
