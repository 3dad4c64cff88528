import { expect, test } from 'vitest';
import { labelInput, labelSecret } from '../../../contract/transparency/keys/label.ts';
import {
  deriveLabelKeys,
  evaluateBlinded,
  evaluateInput,
} from '../../../contract/transparency/keys/oblivious.ts';
import { limits } from '../../../contract/wire/limits.ts';
import { fromBase64, toBase64 } from '../../crypto/bytes.ts';
import { createNodeRandom } from '../../platform/node-random.ts';
import { makeLabels } from './make-labels.ts';

const random = createNodeRandom();
const keys = deriveLabelKeys(new Uint8Array(32).fill(3));

test('more than one call takes are made by several, each as the function has it, in order', async () => {
  const calls: number[] = [];
  const api = async (_name: string, { blinded }: { readonly blinded: readonly string[] }) => {
    calls.push(blinded.length);
    const evaluation = evaluateBlinded(keys, blinded.map(fromBase64), random.bytes);
    if (!evaluation) throw new Error('no element');
    return {
      evaluated: evaluation.evaluated.map((one) => toBase64(one)),
      proof: toBase64(evaluation.proof),
    };
  };
  const names = Array.from({ length: limits.maxLabelsPerCall * 2 + 1 }, (_, n) => ({
    kind: n === 0 ? ('number' as const) : ('username' as const),
    value: n === 0 ? '+60123456701' : `aisyah.${n}`,
  }));
  const made = await makeLabels({ random }, { api: api as never }, keys.publicKey, names);
  expect(calls).toEqual([limits.maxLabelsPerCall, limits.maxLabelsPerCall, 1]);
  expect(made?.map((secret) => toBase64(secret))).toEqual(
    names.map(({ kind, value }) =>
      toBase64(labelSecret(kind, evaluateInput(keys, labelInput(kind, value)))),
    ),
  );
});
