import { hashOfText } from '../../../contract/canonical-json.ts';
import type { Sharing } from '../../../contract/consent/decide.ts';
import type { Batch, DisclosedPayload } from '../../../contract/disclosure/affiliate.ts';
import { type RandomBytes, randomUuid } from '../../platform/random.ts';
import type {
  AffiliateChange,
  Due,
  DueDeletion,
  Intent,
  NewDeletion,
  NewDisclosure,
  NewDraw,
  NewIntent,
  NewOutcome,
  OpenDisclosure,
} from '../../store/types/affiliate.ts';
import type { AccountRef } from '../../store/types.ts';
import { newDraw, nextDraw, type Pseudonym } from './draws.ts';
import { commitTo } from './leaves.ts';
import type { Flying } from './outcomes.ts';
import {
  accountValues,
  deletionHandleIn,
  type FieldValues,
  isStill,
  needsNoOccasion,
  occasionIn,
  payloadOf,
} from './payloads.ts';
import { mayPass, shareOf } from './recipient.ts';

export interface PrepareContext {
  readonly decide: (account: AccountRef) => Promise<Sharing | null>;
  readonly pseudonym: Pseudonym;
  readonly random: RandomBytes;
  readonly now: number;
  /** By then what begins now has ended. */
  readonly landedAt: number;
  readonly name: string;
  readonly recipients: ReadonlySet<string>;
}

/** What is sent at once; the rows of new disclosures follow from the commit, in the order of `change.begun`. */
export interface Prepared {
  readonly change: AffiliateChange;
  readonly deletions: readonly Flying[];
  readonly again: readonly Flying[];
  readonly begun: readonly ((ref: number) => Flying)[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** An occasion that is older tells nothing any more; a disclosure that was not acknowledged by then is given up. */
const patienceMs = 7 * dayMs;

type Item = Batch['items'][number];
const disclosureItem = (id: string, payload: string): Item => ({
  id,
  kind: 'disclosure',
  payload: JSON.parse(payload) as DisclosedPayload,
});

/** Collects one turn: what is decided here holds until the section is left. */
export const prepare = async (due: Due, context: PrepareContext): Promise<Prepared> => {
  const { random, now, landedAt, name, pseudonym } = context;
  const known = new Map<AccountRef, Promise<Sharing | null>>();
  const decide = (ref: AccountRef): Promise<Sharing | null> => {
    const found = known.get(ref) ?? context.decide(ref);
    known.set(ref, found);
    return found;
  };
  const change = {
    dropIntents: [] as number[],
    postponeIntents: [] as { id: number; nextAt: number }[],
    intents: [] as NewIntent[],
    draws: new Map<string, NewDraw>(),
    begun: [] as NewDisclosure[],
    outcomes: [] as NewOutcome[],
    askDeletion: [] as NewDeletion[],
    deletions: [] as DueDeletion[],
  };
  const flying = {
    deletions: [] as Flying[],
    again: [] as Flying[],
    begun: [] as ((ref: number) => Flying)[],
  };

  for (const { id, recipient, deletionHandle, disclosure, refusals } of due.deletions) {
    if (!context.recipients.has(recipient)) {
      change.deletions.push({ id, nextAt: now + dayMs, refusals });
      continue;
    }
    change.deletions.push({ id, nextAt: landedAt, refusals });
    flying.deletions.push({
      kind: 'deletion',
      item: { id, kind: 'deletion', payload: { deletionHandle } },
      disclosureId: disclosure?.disclosureId ?? null,
      refusals,
    });
  }

  /** It is not sent again; if it may have arrived, the affiliate is asked to forget it. */
  const end = ({ ref, disclosureId, outcome, refusals }: OpenDisclosure): void => {
    if (outcome === 'not_sent')
      change.outcomes.push({ ref, outcome, nextAt: null, refusals, entry: null });
    else
      change.askDeletion.push({
        ref,
        askedAt: now,
        nextAt: now,
        entry: commitTo({ v: 1, disclosureId, at: now, kind: 'deletion_asked' }, random),
      });
  };
  const retry = async (open: OpenDisclosure): Promise<void> => {
    const { ref, disclosureId, payload, outcome, refusals, accountRef } = open;
    const sharing = await decide(accountRef);
    const share = shareOf(sharing, name, open);
    if (sharing && share?.allowed) {
      const same =
        share.restsOn === open.recordHash &&
        isStill(payload, deletionHandleIn(payload), sharing, share);
      if (same && now < open.begunAt + patienceMs) {
        // Should the program end now, nobody knows any more that it had never left.
        const meanwhile = outcome === 'not_sent' ? null : outcome;
        change.outcomes.push({
          ref,
          outcome: meanwhile,
          nextAt: landedAt,
          refusals,
          entry: null,
        });
        flying.again.push({
          kind: 'disclosure',
          accountRef,
          ref,
          disclosureId,
          outcome,
          refusals,
          deletionId: open.deletionId,
          item: disclosureItem(disclosureId, payload),
        });
        return;
      }
      // What only this occasion could say is sent anew as it would be now; the rest the next look finds.
      if (!same && share.row !== null && !needsNoOccasion(share.row)) {
        const { recipient, purpose } = open;
        const values = JSON.stringify(occasionIn(payload));
        change.intents.push({ accountRef, recipient, purpose, values, createdAt: open.begunAt });
      }
    } else if (share && mayPass(share) && now < open.begunAt + patienceMs) {
      change.outcomes.push({ ref, outcome, nextAt: now + hourMs, refusals, entry: null });
      return;
    }
    end(open);
  };
  for (const open of due.disclosures) await retry(open);

  const begin = async (intent: Intent): Promise<void> => {
    const { id, accountRef, recipient, purpose } = intent;
    const sharing = await decide(accountRef);
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
      ...accountValues(intent, share.row, draw.rotation, pseudonym),
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
    flying.begun.push((ref) => ({
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
  for (const intent of due.intents) await begin(intent);

  return { change: { ...change, draws: [...change.draws.values()] }, ...flying };
};
