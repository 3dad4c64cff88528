import type { SharingRow, SharingState } from '../../../contract/ipc/sharing/state.ts';
import { fieldCatalogue } from '../../../contract/policy/fields.ts';

/** What is true of a row at this moment: which sentence, about which moment. */
export type StateLine = {
  readonly kind: 'kept' | 'waiting' | 'later' | 'stopped' | 'open';
  readonly id:
    | 'onSince'
    | 'leftOn'
    | 'on'
    | 'offSince'
    | 'off'
    | 'onWaiting'
    | 'offWaiting'
    | 'offWaitingSends'
    | 'starts'
    | 'not_covered'
    | 'unconfirmed'
    | 'unknown_policy'
    | 'no_policy'
    | 'not_accepted'
    | 'global_opt_out'
    | 'nobody'
    | 'required'
    | 'requiredStarts'
    | 'requiredNobody';
  readonly at?: number;
};

type Known = Pick<SharingState, 'affiliate'>;

const stops = [
  'unconfirmed',
  'unknown_policy',
  'no_policy',
  'not_accepted',
  'not_covered',
] as const;

const stopOf = ({ because }: SharingRow): StateLine | undefined => {
  const id = stops.find((one) => one === because);
  return id && { kind: 'stopped', id };
};

/** The person spoke of it: what is left open, deferred or overtaken by a rule is no word of theirs. */
const isDecided = ({ on, state }: SharingRow): boolean =>
  on || state === 'refused' || state === 'withdrawn' || state === 'objected';

/** A no that waits stops only what this device hands over; what the server has by itself, it may send until it knows. */
const mayStillBeSent = ({ state, row }: SharingRow): boolean =>
  (state === 'withdrawn' || state === 'objected') &&
  row.fields.some((field) => fieldCatalogue[field].source === 'server');

/** Whether something may leave now: what is enforced here, and what the server may do until it knows better. */
export const mayLeave = (share: SharingRow): boolean =>
  share.allowed ||
  (share.because === 'refused' && share.saved.waitingSince !== null && mayStillBeSent(share));

const ofWaiting = (share: SharingRow, at: number): StateLine => {
  if (share.on) return { kind: 'waiting', id: 'onWaiting', at };
  return { kind: 'waiting', id: mayStillBeSent(share) ? 'offWaitingSends' : 'offWaiting', at };
};

const ofChoice = (share: SharingRow, { affiliate }: Known): StateLine => {
  const { on, because, startsAt, saved, state } = share;
  if (because === 'global_opt_out') return { kind: 'stopped', id: 'global_opt_out' };
  if (!isDecided(share)) {
    return because === 'not_accepted'
      ? { kind: 'stopped', id: 'not_accepted' }
      : { kind: 'open', id: 'off' };
  }
  if (saved.waitingSince !== null) return ofWaiting(share, saved.waitingSince);
  if (!on) {
    return saved.serverSince === null
      ? { kind: 'open', id: 'off' }
      : { kind: 'kept', id: 'offSince', at: saved.serverSince };
  }
  const stopped = stopOf(share);
  if (stopped) return stopped;
  if (because === 'not_started' && startsAt !== null)
    return { kind: 'later', id: 'starts', at: startsAt };
  if (affiliate === null) return { kind: 'stopped', id: 'nobody' };
  if (saved.serverSince === null) return { kind: 'kept', id: 'on' };
  return { kind: 'kept', id: state === 'notified' ? 'leftOn' : 'onSince', at: saved.serverSince };
};

const ofRequired = (share: SharingRow, { affiliate }: Known): StateLine => {
  const stopped = stopOf(share);
  if (stopped) return stopped;
  const { startsAt, allowed } = share;
  if (!allowed && startsAt !== null) return { kind: 'later', id: 'requiredStarts', at: startsAt };
  if (affiliate === null) return { kind: 'stopped', id: 'requiredNobody' };
  return startsAt === null
    ? { kind: 'stopped', id: 'not_accepted' }
    : { kind: 'kept', id: 'required', at: startsAt };
};

/** The sentence that is true of a row now. Pure. */
export const toStateLine = (share: SharingRow, known: Known): StateLine =>
  share.chosen ? ofChoice(share, known) : ofRequired(share, known);
