import { randomBytes } from 'node:crypto';
import { ristretto255_oprf } from '@noble/curves/ed25519.js';
import { expect, it } from 'vitest';
import {
  type BlindedInput,
  blindInput,
  deriveLabelKeys,
  type Evaluation,
  evaluateBlinded,
  evaluateInput,
  openEvaluation,
} from './oblivious.ts';
import { keyInfo, keySeed, oprfVectors, publicKey, secretKey } from './testing/oprf-vectors.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (of: Uint8Array) => Buffer.from(of).toString('hex');
const random = (count: number) => new Uint8Array(randomBytes(count));
const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

/** Gives the scalars that the RFC drew: what is drawn is taken modulo the order less one, and one added. */
const drawing = (scalars: readonly string[]) => {
  const left = scalars.map((one) => BigInt(`0x${hex(bytes(one).reverse())}`) - 1n);
  return (count: number): Uint8Array<ArrayBuffer> => {
    let next = left.shift();
    if (next === undefined || next >= order) throw new Error('nothing left to draw');
    return Uint8Array.from({ length: count }, () => {
      const byte = Number((next ?? 0n) & 255n);
      next = (next ?? 0n) >> 8n;
      return byte;
    });
  };
};
const keys = { secretKey: bytes(secretKey), publicKey: bytes(publicKey) };

it('derives keys as the RFC says', () => {
  const derived = ristretto255_oprf.voprf.deriveKeyPair(bytes(keySeed), bytes(keyInfo));
  expect([hex(derived.secretKey), hex(derived.publicKey)]).toEqual([secretKey, publicKey]);
  expect(deriveLabelKeys(bytes(keySeed)).publicKey).toHaveLength(32);
  expect(() => deriveLabelKeys(new Uint8Array(31))).toThrow();
});

it.each(oprfVectors)('is the RFC’s on every byte: $inputs', (vector) => {
  const asked = vector.inputs.map((input, at) =>
    blindInput(bytes(input), drawing(vector.blinds.slice(at, at + 1))),
  );
  expect(asked.map(({ blind }) => hex(blind))).toEqual(vector.blinds);
  expect(asked.map(({ blinded }) => hex(blinded))).toEqual(vector.blinded);
  const evaluation = evaluateBlinded(
    keys,
    asked.map(({ blinded }) => blinded),
    drawing([vector.proofRandom]),
  );
  expect(evaluation?.evaluated.map(hex)).toEqual(vector.evaluated);
  expect(hex(evaluation?.proof ?? new Uint8Array())).toBe(vector.proof);
  const outputs = evaluation && openEvaluation(asked, evaluation, keys.publicKey);
  expect(outputs?.map(hex)).toEqual(vector.outputs);
  expect(vector.inputs.map((input) => hex(evaluateInput(keys, bytes(input))))).toEqual(
    vector.outputs,
  );
});

const asks = (): { asked: BlindedInput[]; evaluation: Evaluation } => {
  const asked = ['a', 'b'].map((one) => blindInput(Buffer.from(one), random));
  const evaluation = evaluateBlinded(
    keys,
    asked.map(({ blinded }) => blinded),
    random,
  );
  if (!evaluation) throw new Error('not evaluated');
  return { asked, evaluation };
};

it('gives nothing for what was not made by this very key, or was changed', () => {
  const { asked, evaluation } = asks();
  const { evaluated, proof } = evaluation;
  expect(openEvaluation(asked, evaluation, keys.publicKey)).toHaveLength(2);
  const other = deriveLabelKeys(random(32));
  expect(openEvaluation(asked, evaluation, other.publicKey)).toBeNull();
  const bent: readonly Evaluation[] = [
    { evaluated: evaluated.toReversed(), proof },
    { evaluated: evaluated.slice(1), proof },
    { evaluated, proof: proof.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) },
    { evaluated, proof: new Uint8Array(64) },
    { evaluated, proof: new Uint8Array(3) },
    { evaluated: [new Uint8Array(32), new Uint8Array(32)], proof },
    { evaluated: evaluated.map(() => new Uint8Array(32).fill(255)), proof },
    asks().evaluation,
  ];
  for (const one of bent) expect(openEvaluation(asked, one, keys.publicKey)).toBeNull();
});

it('evaluates no identity and nothing that is no element', () => {
  const { asked } = asks();
  const good = asked[0]?.blinded ?? new Uint8Array();
  for (const one of [new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(31)])
    expect(evaluateBlinded(keys, [good, one], random)).toBeNull();
});

it('hides an input: blinded twice it is another element, and has the same output', () => {
  const input = Buffer.from('number');
  const [one, other] = [blindInput(input, random), blindInput(input, random)];
  expect(hex(one.blinded)).not.toBe(hex(other.blinded));
  const asked = [one, other];
  const evaluation = evaluateBlinded(
    keys,
    asked.map(({ blinded }) => blinded),
    random,
  );
  const outputs = evaluation && openEvaluation(asked, evaluation, keys.publicKey);
  const output = hex(evaluateInput(keys, input));
  expect(outputs?.map(hex)).toEqual([output, output]);
});
