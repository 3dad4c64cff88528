import { saidApart } from '../../contract/consent/apart.ts';
import { decideSharing, type Share, type Sharing } from '../../contract/consent/decide.ts';
import { isLooser, regimeFor, strictestRegime } from '../../contract/consent/regime.ts';
import { noSharing } from '../../contract/ipc/no-state.ts';
import type { SharingRow, SharingState } from '../../contract/ipc/sharing/state.ts';
import type { Regime } from '../../contract/policy/document.ts';
import { type HashedPolicy, newestPolicy } from '../../contract/policy/in-force.ts';
import { isChosenPurpose } from '../../contract/policy/purposes.ts';
import type { UsageRepository } from '../store/types/usage.ts';
import { asSaid, type Known } from './facts.ts';
import type { Entry, Ledger } from './ledger.ts';
import { isLocked, lockedAtOf } from './lock.ts';

/** Sharing as it is enforced, and as the person last said. */
export interface Decided {
  readonly known: Known;
  readonly now: Sharing;
  readonly said: Sharing;
  /** The regime without a stricter one that the person picked. */
  readonly ownRegime: Regime;
}

/** Decides both. */
export const decide = (known: Known): Decided => {
  const { facts } = known;
  const said = decideSharing(asSaid(known));
  const versions = [
    said.inForce ?? newestPolicy(facts.policies),
    facts.policies.find(({ hash }) => hash === said.acceptedPolicy) ?? null,
  ];
  const byVersions = strictestRegime(
    versions.flatMap((version) => (version ? [regimeFor(version.policy, facts.countries)] : [])),
  );
  return {
    known,
    now: decideSharing(facts),
    said,
    ownRegime: strictestRegime([byVersions, facts.namedRegime ?? byVersions]),
  };
};

const savedOf = (ledger: Ledger, isOf: (entry: Entry) => boolean) => ({
  waitingSince: ledger.waiting.findLast(isOf)?.taken.record?.at ?? null,
  serverSince: ledger.ordered.findLast(isOf)?.row.ordered?.receivedAt ?? null,
});

const isOn = ({ chosen, allowed, state }: Share, globalOptOut: boolean): boolean =>
  chosen
    ? !globalOptOut && (state === 'given' || state === 'notified' || state === 'superseded')
    : allowed;

/** Devices of the account, to be named. */
export interface NamedDevices {
  readonly own: () => number | null;
  readonly nameOf: (deviceId: number) => string | null;
}

const conflictOf = (
  { known }: Decided,
  { purpose, recipient, chosen }: Share,
  devices: NamedDevices,
): SharingRow['conflict'] => {
  if (!chosen || !isChosenPurpose(purpose)) return null;
  const apart = saidApart(asSaid(known).records, { purpose, recipient });
  return (
    apart?.map(({ deviceId, at, gives }) => ({
      deviceId,
      device: devices.nameOf(deviceId),
      thisDevice: deviceId === devices.own(),
      at,
      gives,
    })) ?? null
  );
};

const toRow = (
  decided: Decided,
  share: Share,
  spentOf: (share: Share) => number | null,
  devices: NamedDevices,
): SharingRow => {
  const { known, said } = decided;
  const same = (other: Share): boolean =>
    other.purpose === share.purpose && other.recipient === share.recipient;
  const word = said.shares.find(same) ?? share;
  const { purpose, recipient, chosen, allowed, because } = share;
  const on = isOn(chosen ? word : share, said.globalOptOut);
  return {
    purpose,
    recipient,
    chosen,
    on,
    allowed,
    because,
    state: word.state,
    startsAt: word.startsAt,
    deadlineAt: word.deadlineAt,
    lockedAt: lockedAtOf(word, on, known),
    locked: isLocked(word, on, known),
    row: share.offered,
    saved: savedOf(known.ledger, ({ taken }) => taken.hash === word.decidedBy),
    spentHundredths: spentOf(share),
    conflict: conflictOf(decided, share, devices),
  };
};

const nameOf = (version: HashedPolicy | null | undefined) =>
  version
    ? {
        id: version.policy.id,
        hash: version.hash,
        publishedAt: version.policy.publishedAt,
        effectiveAt: version.policy.effectiveAt,
        objectionWindowDays: version.policy.objectionWindowDays,
      }
    : null;

const refusedOf = (ledger: Ledger): SharingState['refused'] => {
  const refused = ledger.entries.filter(({ row }) => row.problem !== null && !row.problemRead);
  const newest = refused.reduce<Entry | null>(
    (found, entry) => (found === null || entry.row.id > found.row.id ? entry : found),
    null,
  );
  if (newest?.row.problem == null) return null;
  const record = newest.read;
  const only = record?.decisions.length === 1 ? record.decisions[0] : undefined;
  return {
    at: record?.at ?? 0,
    purpose: only?.purpose ?? null,
    recipient: only?.recipient ?? null,
    problem: newest.row.problem,
  };
};

const recipientsOf = (versions: readonly HashedPolicy[]): SharingState['recipients'] => {
  const byId = new Map<string, SharingState['recipients'][number]>();
  for (const { policy } of versions)
    for (const [recipient, { name, about }] of Object.entries(policy.recipients))
      byId.set(recipient, { recipient, name, about });
  return [...byId.values()];
};

/** What a person sees of it. */
export const toState = (
  decided: Decided,
  usage: Pick<UsageRepository, 'answers'>,
  devices: NamedDevices,
): SharingState => {
  const { known, now, said, ownRegime } = decided;
  const { facts, ledger, heard } = known;
  const base = { ...noSharing(facts.now), heardAt: heard?.at ?? null };
  if (facts.policies.length === 0 && !facts.unknownPolicies)
    return { ...base, phase: heard ? 'none' : 'unknown' };
  const spentOf = ({ purpose }: Share): number | null =>
    purpose === 'usage-metrics' && now.inForce
      ? usage
          .answers(now.inForce.hash)
          .reduce((sum, { epsilonHundredths }) => sum + epsilonHundredths, 0)
      : null;
  const accepted = facts.policies.find(({ hash }) => hash === said.acceptedPolicy);
  const newest = newestPolicy(facts.policies);
  return {
    ...base,
    phase: 'ready',
    regime: said.regime,
    namedRegime: facts.namedRegime ?? null,
    ownRegime,
    pickedRegime: isLooser(ownRegime, said.regime) ? said.regime : null,
    affiliate: heard?.affiliate ?? null,
    recipients: recipientsOf([accepted, newest, now.inForce].filter((version) => version != null)),
    inForce: nameOf(now.inForce),
    accepted: nameOf(accepted),
    shares: now.shares.map((share) => toRow(decided, share, spentOf, devices)),
    globalOptOut: {
      on: said.globalOptOut,
      saved: savedOf(ledger, ({ taken: { record } }) =>
        (record?.method ?? '').startsWith('global_opt_out'),
      ),
    },
    ask: said.ask && {
      policyHash: said.ask.version.hash,
      why: said.ask.why,
      notBefore: said.ask.notBefore,
      due: said.ask.notBefore <= facts.now,
    },
    unconfirmed: facts.unconfirmed,
    waiting: ledger.waiting.length,
    refused: refusedOf(ledger),
  };
};
