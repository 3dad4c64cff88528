import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  accountLabel,
  commitTo,
  firstLink,
  goneNonce,
  type KeyState,
  nextLink,
  stateText,
} from './entry.ts';
import { headEntry } from './head.ts';
import { linkAll } from './testing/link-all.ts';

const sha = (...parts: readonly (string | Uint8Array)[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
const hash = () => fc.uint8Array({ minLength: 32, maxLength: 32 });
const state = (): fc.Arbitrary<KeyState> =>
  fc.option(
    fc.record({
      identityKey: fc.base64String({ maxLength: 44 }),
      devices: fc.uniqueArray(
        fc.record({
          deviceId: fc.integer({ min: 1, max: 127 }),
          registrationId: fc.integer({ min: 1, max: 0x3fff }),
        }),
        { maxLength: 5, selector: ({ deviceId }) => deviceId },
      ),
    }),
  );

it('is what the decision says, byte for byte', () => {
  const id = '0b5e0c3a-0000-4000-8000-000000000001';
  const label = accountLabel(id);
  expect(label).toEqual(sha(`bisik-key-label-v1\naccount\n${id}`));
  const devices = [
    { deviceId: 2, registrationId: 200 },
    { deviceId: 1, registrationId: 100 },
  ];
  const nonce = new Uint8Array(32).fill(9);
  const commitment = commitTo({ identityKey: 'QUJD', devices }, nonce);
  expect(commitment).toEqual(sha('bisik-key-commitment-v1\n', nonce, '["QUJD",[[1,100],[2,200]]]'));
  expect(nextLink(firstLink(label), commitment)).toEqual(
    sha('bisik-key-chain-v1\n', label, commitment),
  );
  expect(commitTo(null, goneNonce())).toEqual(
    sha('bisik-key-commitment-v1\n', new Uint8Array(32), 'gone'),
  );
  const time = Buffer.from('0000018bcfe56800', 'hex');
  expect(headEntry({ time: 1_700_000_000_000, root: label })).toEqual(
    sha('bisik-key-head-v1\n', time, label),
  );
});

it('commits to one state only, in whichever order the devices are told', () => {
  fc.assert(
    fc.property(state(), state(), hash(), (one, other, nonce) => {
      const turned = one && { ...one, devices: one.devices.toReversed() };
      expect(commitTo(turned, nonce)).toEqual(commitTo(one, nonce));
      if (stateText(one) !== stateText(other))
        expect(commitTo(one, nonce)).not.toEqual(commitTo(other, nonce));
    }),
  );
});

it('has another chain when a version was left out, put in, changed or moved', () => {
  fc.assert(
    fc.property(
      hash(),
      fc.uniqueArray(hash(), {
        minLength: 2,
        maxLength: 8,
        selector: (one) => Buffer.from(one).toString('hex'),
      }),
      hash(),
      fc.nat(),
      (label, commitments, other, place) => {
        const chain = linkAll(firstLink(label), commitments);
        const at = place % commitments.length;
        const changed = [
          commitments.toSpliced(at, 1),
          commitments.toSpliced(at, 0, other),
          commitments.toSpliced(at, 1, other),
          commitments.toReversed(),
          commitments.slice(0, -1),
        ];
        for (const bent of changed) expect(linkAll(firstLink(label), bent)).not.toEqual(chain);
        const half = linkAll(firstLink(label), commitments.slice(0, at));
        expect(half && linkAll(half, commitments.slice(at))).toEqual(chain);
      },
    ),
  );
});

it('refuses what is no hash, no nonce or no time', () => {
  const label = accountLabel('x');
  expect(linkAll(label, [new Uint8Array(31)])).toBeNull();
  expect(linkAll(new Uint8Array(0), [])).toBeNull();
  expect(() => commitTo(null, new Uint8Array(16))).toThrow(RangeError);
  expect(() => headEntry({ time: -1, root: label })).toThrow(RangeError);
});
