import { hashOfText } from '../../../contract/canonical-json.ts';
import { randomUuid } from '../../platform/random.ts';
import type { Intent } from '../../store/types/affiliate.ts';
import { newDraw, nextDraw } from './draws.ts';
import { commitTo } from './leaves.ts';
import { accountValues, type FieldValues, payloadOf } from './payloads.ts';
import {
  disclosureItem,
  hourMs,
  type PrepareContext,
  type Preparing,
  patienceMs,
} from './preparing.ts';
import { mayPass, shareOf } from './recipient.ts';

/** An intent: built and begun when it may be sent now, kept for later, or dropped. */
export const prepareNew = async (
  intent: Intent,
  context: PrepareContext,
  { change, begun }: Preparing,
): Promise<void> => {
  const { id, accountRef, recipient, purpose } = intent;
  const { random, now, name, landedAt } = context;
  const sharing = await context.decide(accountRef);
  const share = shareOf(sharing, name, intent);
  const isFresh = now < intent.createdAt + patienceMs;
  if (sharing === null || !share?.allowed || share.row === null || share.restsOn === null) {
    if (isFresh && share && mayPass(share))
      change.postponeIntents.push({ id, nextAt: now + hourMs });
    else change.dropIntents.push(id);
    return;
  }
  change.dropIntents.push(id);
  if (!isFresh) return;
  const key = `${accountRef} ${recipient} ${purpose}`;
  const draw = change.draws.get(key)?.draw ?? intent.draw ?? newDraw(random);
  const payload = payloadOf(sharing, share, draw, {
    ...(JSON.parse(intent.values) as FieldValues),
    ...accountValues(intent, share.row, draw.rotation, context.pseudonym),
  });
  if (payload === null) return;
  const of = { accountRef, recipient, purpose };
  change.draws.set(key, { ...of, draw: nextDraw(draw, random) });
  const disclosureId = randomUuid(random);
  const deletionId = randomUuid(random);
  const policy = sharing.inForce?.policy.id ?? '';
  const aboutToSend = commitTo(
    {
      v: 1,
      kind: 'about_to_send',
      disclosureId,
      at: now,
      recipient,
      purpose,
      policy,
      fields: [...share.row.fields].sort(),
      payloadHash: hashOfText(payload),
      recordHash: share.restsOn,
    },
    random,
  );
  change.begun.push({
    ...of,
    disclosureId,
    deletionId,
    policy,
    payload,
    aboutToSend,
    deletionHandle: draw.deletionHandle,
    recordHash: share.restsOn,
    begunAt: now,
    nextAt: landedAt,
  });
  begun.push((ref) => ({
    kind: 'disclosure',
    accountRef,
    ref,
    disclosureId,
    deletionId,
    outcome: null,
    refusals: 0,
    item: disclosureItem(disclosureId, payload),
  }));
};
