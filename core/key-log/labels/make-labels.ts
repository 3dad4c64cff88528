import { labelInput, labelSecret } from '../../../contract/transparency/keys/label.ts';
import { blindInput, openEvaluation } from '../../../contract/transparency/keys/oblivious.ts';
import { limits } from '../../../contract/wire/limits.ts';
import type { Asking } from '../../connection/asking.ts';
import type { Context } from '../../context.ts';
import { fromBase64, toBase64 } from '../../crypto/bytes.ts';
import type { AccountHandle } from '../../store/types/key-labels.ts';

type MakeLabels = (
  context: Pick<Context, 'random'>,
  asking: Pick<Asking, 'api'>,
  labelKey: Uint8Array,
  handles: readonly Pick<AccountHandle, 'kind' | 'value'>[],
) => Promise<readonly Uint8Array[] | null>;

/** Of as many as one call takes. */
const makeSome: MakeLabels = async ({ random }, { api }, labelKey, handles) => {
  const asked = handles.map(({ kind, value }) => blindInput(labelInput(kind, value), random.bytes));
  const answer = await api('evaluateLabels', {
    blinded: asked.map(({ blinded }) => toBase64(blinded)),
  });
  const outputs = openEvaluation(
    asked,
    { evaluated: answer.evaluated.map(fromBase64), proof: fromBase64(answer.proof) },
    labelKey,
  );
  return (
    outputs && handles.map(({ kind }, at) => labelSecret(kind, outputs[at] ?? new Uint8Array()))
  );
};

/**
 * What labels of numbers and usernames are made of, in order, by the key that is known of the server, which is not told which they are. Null
 * where it does not prove that it used that key. Asks more than once for more than one call takes; rejects as `api` does.
 */
export const makeLabels: MakeLabels = async (context, asking, labelKey, handles) => {
  const all: Uint8Array[] = [];
  for (let from = 0; from < handles.length; from += limits.maxLabelsPerCall) {
    const some = handles.slice(from, from + limits.maxLabelsPerCall);
    const made = await makeSome(context, asking, labelKey, some);
    if (made === null) return null;
    all.push(...made);
  }
  return all;
};
