import { sameHash } from '../../contract/transparency/hashing.ts';
import type { KeyedDevice } from '../../contract/transparency/keys/entry.ts';
import type { KeyEntryRow } from '../store/types/key-entries.ts';
import type { ProvedEntry, SaidState } from './read-entry.ts';

/** What was seen of an entry before. */
export type SeenEntry = Pick<KeyEntryRow, 'epoch' | 'version' | 'chain'>;

/**
 * How a look at one entry ended: `behind` where nothing was proved under the newest checkpoint, `doubt` where what was proved may yet be
 * made good, `stale` where the heads at which everybody looks stay away.
 */
export type Looked = 'agrees' | 'behind' | 'doubt' | 'contradicts' | 'stale';

export type EntryJudgement =
  | 'agrees'
  /** It does not continue what was proved before: nothing makes that good. */
  | 'other_history'
  /** It does not say what it should; what was done a moment ago may not be in it yet. */
  | 'other_key'
  /** The same of the own entry, where it says keys of the account alone: not the present one yet, or other devices. */
  | 'other_state'
  /** The account is in it no more. */
  | 'gone';

/**
 * Whether an entry continues what was seen of it. After a backup was put back (`epoch` is a later one, which accounts for the one before)
 * it may be shorter.
 */
export const continues = (
  entry: ProvedEntry,
  seen: SeenEntry,
  epoch: number,
): 'yes' | 'no' | 'restored' | 'untold' => {
  if (seen.version === 0) return 'yes';
  if (entry.from > seen.version) return 'untold';
  const chain = entry.chains[seen.version - entry.from];
  if (chain && sameHash(chain, seen.chain)) return 'yes';
  return epoch > seen.epoch ? 'restored' : 'no';
};

/** An entry at one head of the present epoch; `chain` null where only its version was kept. */
export interface EntryLook {
  readonly position: number;
  readonly version: number;
  readonly chain: Uint8Array | null;
}

/**
 * Whether looks at several heads show one entry that only grew: versions as the heads follow each other, and each chain on the way to that of
 * `newest`, the look at the last of them. A server that shows two maps by turns fails it.
 */
export const areOneHistory = (
  newest: ProvedEntry,
  looks: readonly EntryLook[],
): 'yes' | 'no' | 'untold' => {
  let before: EntryLook = { position: -1, version: 0, chain: null };
  let isTold = true;
  for (const look of looks.toSorted((one, other) => one.position - other.position)) {
    const isSame = look.position === before.position;
    if (look.version < before.version || (isSame && look.version !== before.version)) return 'no';
    before = look;
    if (look.version > newest.version) return 'no';
    if (look.chain === null) continue;
    const chain = newest.chains[look.version - newest.from];
    if (!chain) isTold = false;
    else if (!sameHash(chain, look.chain)) return 'no';
  }
  return isTold ? 'yes' : 'untold';
};

/** The same entry, told from a later version on. */
export const toldFrom = (entry: ProvedEntry, version: number): ProvedEntry => {
  const left = Math.max(0, Math.min(version, entry.version) - entry.from);
  return {
    ...entry,
    from: entry.from + left,
    chains: entry.chains.slice(left),
    states: entry.states.slice(left),
  };
};

/**
 * Whether an entry says the key that is in use with a contact. `knew`: it said so before, at an earlier version. What its owner gave up is said no more,
 * but where the person was asked about another key already (`isAsked`).
 */
export const judgeContact = (
  entry: ProvedEntry,
  identityKey: string,
  { knew, isAsked }: { readonly knew: boolean; readonly isAsked: boolean },
): EntryJudgement => {
  const isKey = (state: SaidState | undefined): boolean =>
    state !== undefined &&
    state !== null &&
    state !== 'untold' &&
    state.identityKey === identityKey;
  const newest = entry.states.at(-1);
  if (isKey(newest)) return 'agrees';
  const isGone = newest === null;
  if ((isAsked || isGone) && (knew || entry.states.some(isKey))) return 'agrees';
  return isGone ? 'gone' : 'other_key';
};

/** What the account knows of itself. */
export interface OwnKeys {
  readonly identityKey: string;
  /** Those before it that are known here, the earliest first; that at the last look is among them. */
  readonly formerKeys: readonly string[];
  readonly devices: readonly KeyedDevice[];
}

const sameDevices = (some: readonly KeyedDevice[], others: readonly KeyedDevice[]): boolean =>
  some.length === others.length &&
  some.every(({ deviceId, registrationId }) =>
    others.some((one) => one.deviceId === deviceId && one.registrationId === registrationId),
  );

type Keys = Pick<OwnKeys, 'identityKey' | 'formerKeys'>;
/** All that the account had, as far as they are known here, the earliest first. */
export const keysOf = ({ formerKeys, identityKey }: Keys): readonly string[] => [
  ...formerKeys,
  identityKey,
];

/** The first version behind `from` that says one of these keys; null where none does. */
export const firstKnown = (
  { from, states }: ProvedEntry,
  keys: readonly string[],
): number | null => {
  const at = states.findIndex(
    (state) => state !== null && state !== 'untold' && keys.includes(state.identityKey),
  );
  return at < 0 ? null : from + at + 1;
};

/** The first version that says no key of this account, in the order in which it had them, and what it says; null where each says one. */
export const strangerIn = (
  { from, states }: ProvedEntry,
  own: Keys,
): { readonly version: number; readonly key: string | null } | null => {
  const keys = keysOf(own);
  let known = 0;
  for (const [at, state] of states.entries()) {
    const version = from + at + 1;
    // The account is told all of its own; what is kept from it is somebody else's.
    if (state === 'untold' || state === null) return { version, key: null };
    known = keys.indexOf(state.identityKey, known);
    if (known < 0) return { version, key: state.identityKey };
  }
  return null;
};

/** Whether every version of the own entry says a key of this account, in the order in which it had them, and the newest its present key and devices. */
export const judgeOwn = (entry: ProvedEntry, own: OwnKeys): EntryJudgement => {
  if (strangerIn(entry, own) !== null) return 'other_key';
  const newest = entry.states.at(-1);
  if (newest === undefined || newest === 'untold' || newest === null) return 'other_key';
  const isPresent = newest.identityKey === own.identityKey;
  return isPresent && sameDevices(newest.devices, own.devices) ? 'agrees' : 'other_state';
};

/** What it said from the first version on that says this key; nothing where none does. */
const statesSince = ({ states }: ProvedEntry, identityKey: string): ProvedEntry['states'] => {
  const first = states.findIndex(
    (state) => state !== null && state !== 'untold' && state.identityKey === identityKey,
  );
  return first < 0 ? [] : states.slice(first);
};

/**
 * Whether the own entry says this key, made since somebody else stood in it, and nothing else from there on. What stands before it is left
 * to the past.
 */
export const judgeAnew = (
  entry: ProvedEntry,
  own: Pick<OwnKeys, 'identityKey' | 'devices'>,
): EntryJudgement => {
  const states = statesSince(entry, own.identityKey);
  return judgeOwn({ ...entry, states }, { ...own, formerKeys: [] });
};

/** Whether somebody else came after this key, or nobody: however often it says the key again, that stays. */
export const isOvertaken = (entry: ProvedEntry, identityKey: string): boolean =>
  statesSince(entry, identityKey).some(
    (state) => state !== 'untold' && state?.identityKey !== identityKey,
  );
