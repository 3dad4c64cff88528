import type { Policy } from '../../policy/document.ts';
import { dayMs } from '../../policy/testing/policies.ts';

/** One thing a person said, as an onlooker writes it down who knows nothing of hashes, orders or sequences. */
export interface Event {
  readonly id: number;
  readonly device: number;
  /** How many things the device, as far as it remembers, said before. */
  readonly nth: number;
  readonly what: 'yes' | 'no' | 'ticked' | 'unticked' | 'global' | 'ended' | 'lost' | 'not_now';
  /** The rule that stood before the person, as the policy has it or as they picked it. */
  readonly rule: 'opt-in' | 'opt-out' | 'opt-out-open';
  readonly at: number;
  readonly policy: Policy | null;
  /** Everything that stood before the person. */
  readonly knew: ReadonlySet<number>;
  receivedAt: number | null;
}

/** What the onlooker asks of something that was shared. */
export interface Claim {
  readonly fields: readonly string[];
  readonly retentionDays: number;
  readonly purpose: string;
  readonly chosen: boolean;
}

const refuses = ({ what }: Event) =>
  what === 'no' || what === 'unticked' || what === 'global' || what === 'lost';
const saysYes = ({ what }: Event) => what === 'yes' || what === 'ticked';
const accepts = ({ what }: Event) => what === 'ticked' || what === 'unticked';

const covers = (policy: Policy | null, claim: Claim): boolean =>
  (policy?.rows ?? []).some(
    (row) =>
      row.purpose === claim.purpose &&
      claim.retentionDays <= row.retentionDays &&
      claim.fields.every((field) => (row.fields as readonly string[]).includes(field)),
  );

/**
 * Whether what was shared rests on a clear yes: deliberately naive, by going through all that was ever said. `waiting`: ids of
 * what only the device knows that decides.
 */
export const restsOnClearYes = (
  events: readonly Event[],
  waiting: ReadonlySet<number>,
  claim: Claim,
  inForce: Policy | null,
  regime: 'opt-in' | 'opt-out' | 'opt-out-open',
  now: number,
): boolean => {
  const taken = events.filter(({ receivedAt }) => receivedAt !== null);
  const known = events.filter(({ id, receivedAt }) => receivedAt !== null || waiting.has(id));
  const twins = (event: Event) =>
    known.filter((o) => o.device === event.device && o.nth === event.nth && o.id !== event.id);
  // A device that told two stories is believed again once it has both of them in sight.
  const isSound = (event: Event) =>
    twins(event).length === 0 &&
    known
      .filter((o) => o.device === event.device && o.nth < event.nth && twins(o).length > 0)
      .every((o) => event.knew.has(o.id));
  const sound = taken.filter(isSound);
  const started = sound.filter(
    (event) =>
      accepts(event) &&
      (event.policy?.effectiveAt ?? Infinity) <= now &&
      event.at <= now &&
      (event.receivedAt ?? Infinity) <= now,
  );
  if (!started.some(({ policy }) => covers(policy, claim)) || !covers(inForce, claim)) return false;
  if (!claim.chosen) return true;

  const firstEnd = Math.min(
    ...taken
      .filter(accepts)
      .map(
        ({ receivedAt, at, policy }) =>
          Math.max(receivedAt ?? 0, at, policy?.effectiveAt ?? 0) + 30 * dayMs,
      ),
  );
  const mayBeTooLate = (event: Event) =>
    regime === 'opt-out' &&
    event.what === 'no' &&
    event.rule === 'opt-out' &&
    event.at >= firstEnd &&
    (event.receivedAt ?? now) >= firstEnd;
  const refusals = known.filter((event) => refuses(event) && !mayBeTooLate(event));
  const emptied = known.filter(({ rule }) => rule === 'opt-in');
  const ends = sound.filter(({ what }) => what === 'ended');
  return sound.some(
    (yes) =>
      saysYes(yes) &&
      !(yes.what === 'ticked' && (regime === 'opt-in' || yes.rule === 'opt-in')) &&
      !(yes.what === 'ticked' && emptied.some(({ id }) => !yes.knew.has(id))) &&
      covers(yes.policy, claim) &&
      refusals.every(
        (no) =>
          yes.knew.has(no.id) &&
          (no.what !== 'global' || ends.some((e) => e.knew.has(no.id) && yes.knew.has(e.id))),
      ),
  );
};
