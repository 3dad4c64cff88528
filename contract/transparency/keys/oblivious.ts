import { ristretto255_oprf } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '../../utf8.ts';

const { voprf } = ristretto255_oprf;
/** Evaluate (RFC 9497 section 3.3.1): the library has it in every mode, its types only name the others. */
const { evaluate } = voprf as typeof voprf & {
  readonly evaluate: (secretKey: Uint8Array, input: Uint8Array) => Uint8Array;
};

/** Of elements and keys, in bytes. */
export const elementLength = 32;
/** Of the proof for a whole batch, in bytes. */
export const evaluationProofLength = 64;

/** Bytes that nobody can foresee. */
export type Unforeseen = (count: number) => Uint8Array<ArrayBuffer>;

/** Of a server: RFC 9497, mode 1 (VOPRF), ristretto255-SHA512. */
export interface LabelKeys {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** One input on its way. `blind` stays with who asks. */
export interface BlindedInput {
  readonly input: Uint8Array;
  readonly blind: Uint8Array;
  readonly blinded: Uint8Array;
}

/** What is answered for a batch, in its order. */
export interface Evaluation {
  readonly evaluated: readonly Uint8Array[];
  readonly proof: Uint8Array;
}

/** What the library draws by: it always says how much. */
const drawing =
  (random: Unforeseen) =>
  (count = elementLength): Uint8Array<ArrayBuffer> =>
    random(count);

/** The keys that follow from 32 secret bytes (RFC 9497 section 3.2.1). Throws for other lengths. */
export const deriveLabelKeys = (seed: Uint8Array): LabelKeys =>
  voprf.deriveKeyPair(seed, utf8ToBytes('bisik-label-key-v1'));

/** Hides an input from who evaluates it (Blind, section 3.3.1). */
export const blindInput = (input: Uint8Array, random: Unforeseen): BlindedInput => ({
  input,
  ...voprf.blind(input, drawing(random)),
});

/** BlindEvaluate (section 3.3.2) of a batch, with one proof for all of it. Null for what is no element. */
export const evaluateBlinded = (
  { secretKey, publicKey }: LabelKeys,
  blinded: readonly Uint8Array[],
  random: Unforeseen,
): Evaluation | null => {
  try {
    return voprf.blindEvaluateBatch(secretKey, publicKey, [...blinded], drawing(random));
  } catch {
    return null;
  }
};

/** Finalize (section 3.3.2): the outputs, in order; null unless all were made by the secret key of this public one. */
export const openEvaluation = (
  asked: readonly BlindedInput[],
  { evaluated, proof }: Evaluation,
  publicKey: Uint8Array,
): readonly Uint8Array[] | null => {
  if (evaluated.length !== asked.length) return null;
  const items = asked.map((one, at) => ({ ...one, evaluated: evaluated[at] ?? new Uint8Array() }));
  try {
    return voprf.finalizeBatch(items, publicKey, proof);
  } catch {
    return null;
  }
};

/** The output for an input that whoever has the key knows in clear: nobody to hide it from, nor to prove it to. */
export const evaluateInput = (
  { secretKey }: Pick<LabelKeys, 'secretKey'>,
  input: Uint8Array,
): Uint8Array => evaluate(secretKey, input);
