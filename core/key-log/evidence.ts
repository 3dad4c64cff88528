import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { dayOf } from '../../contract/policy/fields.ts';
import { loadKnownLog } from '../log/known-log.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import type { Store } from '../store/types.ts';
import { evidenceName, makeRoomFor } from './evidence-room.ts';
import { findingsOf } from './findings.ts';

/** Of the entry of one account: the first that were found count; more than these are more of the same. And so many of its labels. */
const most = 4;
const mostOfLabels = 8;
const mostLength = 65_536;

/**
 * other_label: a number or username by which the account was found, or is, leads to somebody else. no_label: it leads to nobody, though the
 * account is to be found by it. kept_label: it leads to the account, which is not to be found by it any more.
 */
const labelProofKinds = ['other_label', 'no_label', 'kept_label'] as const;
export type LabelProofKind = (typeof labelProofKinds)[number];

/** As it is kept. */
export const proofSchema = z.object({
  accountId: z.string(),
  /** other_key: a version says another key or other devices. other_history: the entry does not continue what was seen of it. Else of a label. */
  kind: z.enum(['other_key', 'other_history', ...labelProofKinds]),
  foundAt: z.number(),
  /** The key that is in use here, base64: the contact's, or the account's own; empty where it is not about a key. */
  keyInUse: z.string(),
  /** Under which the entry is proved: the note that the log signed. */
  note: z.string(),
  /** What the server answered under it: path, commitments, what versions said. */
  lookup: z.unknown(),
  /** The same at the heads before it that everybody looks at. */
  marks: z.array(z.unknown()),
  /** What had been seen of the entry before: its newest version, and the chain over all up to it, base64. */
  seen: z.object({ epoch: z.int(), version: z.int(), chain: z.string() }),
  /** Of a number or username; absent of an entry, and where it was not kept. */
  label: z.optional(
    z.object({
      /** Where it stands in the map, and the key by which that was made, base64. */
      label: z.string(),
      labelKey: z.string(),
      /** Of the head that `lookup` leads to, in the log, and the hashes that prove it to stand there under `note`, base64. */
      position: z.int(),
      inclusion: z.array(z.string()),
    }),
  ),
});
/** What an entry or label contradicts, with what proves what it says. */
export type EntryProof = z.infer<typeof proofSchema>;

const load = (meta: MetaRepository, accountId: string): readonly EntryProof[] => {
  const parsed = z.array(proofSchema).safeParse(meta.get(evidenceName(accountId)));
  return parsed.success ? parsed.data : [];
};

const isOfLabel = ({ label }: EntryProof): boolean => label !== undefined;
/** Somebody else is proved to stand there, and not only nobody, or whoever it was. */
const isOfOther = ({ kind }: EntryProof): boolean => kind === 'other_label';
const isSame = (one: EntryProof, other: EntryProof): boolean =>
  one.kind === other.kind &&
  one.keyInUse === other.keyInUse &&
  one.label?.label === other.label?.label;

/**
 * Which of the proofs of labels goes where there is room for no more: the newest of what was found again, then of what proves less than that somebody
 * else stands there, then of all. For what proves less nothing goes that proves that.
 */
const leastOfLabels = (kept: readonly EntryProof[], proof: EntryProof): EntryProof | undefined => {
  const mayGo = isOfOther(proof) ? kept : kept.filter((one) => !isOfOther(one));
  const isFirst = (one: EntryProof): boolean => kept.find((other) => isSame(one, other)) === one;
  return (
    mayGo.findLast((one) => !isFirst(one)) ??
    mayGo.findLast((one) => !isOfOther(one)) ??
    mayGo.at(-1)
  );
};

/** Which of those that are kept has to go for this one; null: none, undefined: it is not kept itself. */
const madeRoom = (
  kept: readonly EntryProof[],
  proof: EntryProof,
): EntryProof | null | undefined => {
  const same = kept.filter((one) => isSame(one, proof));
  const alike = kept.filter((one) => isOfLabel(one) === isOfLabel(proof));
  if (!isOfLabel(proof)) return same.length > 0 || alike.length >= most ? undefined : null;
  // What was found of a label ends, and may be found again: beside the first that was found the newest counts.
  if (same.length > 1) return same.at(-1);
  return alike.length < mostOfLabels ? null : leastOfLabels(alike, proof);
};

/** Without what is too long to be kept. */
export const toKept = (proof: EntryProof): EntryProof => ({
  ...proof,
  lookup: JSON.stringify(proof.lookup).length > mostLength ? null : proof.lookup,
  marks: JSON.stringify(proof.marks).length > mostLength ? [] : proof.marks,
});

/**
 * Keeps a proof as long as this database, or until that of another account needs its room: of an entry the first of its kind for an account and key, of
 * a label the first and the newest. Inside a transaction.
 */
export const keepProof = (store: Pick<Store, 'meta' | 'contacts'>, proof: EntryProof): void => {
  const { accountId } = proof;
  const kept = load(store.meta, accountId);
  const over = madeRoom(kept, proof);
  if (over === undefined) return;
  const all = [...kept.filter((one) => one !== over), toKept(proof)];
  const isWhole = all.some((one) => one.lookup !== null);
  if (makeRoomFor(store, { accountId, isWhole })) store.meta.set(evidenceName(accountId), all);
};

/** When the first contradiction was found that concerns these accounts; null for none. */
export const provedAt = (meta: MetaRepository, accountIds: readonly string[]): number | null =>
  accountIds
    .flatMap((accountId) => load(meta, accountId).map(({ foundAt }) => foundAt))
    .reduce<number | null>((first, at) => (first === null ? at : Math.min(first, at)), null);

const howToRead = [
  'Each note is a checkpoint of the log of keys, in the format of signed notes. logKeys names the key of the log; serverKey signed it.',
  'lookup is what the server answered under that note. Its path and commitments lead to the root that the head at its position commits to.',
  'That proves what the server said to everybody; of a version whose opening it kept back, only that there is one. keyInUse is what this app has: of a contact, the key that the server handed out here,',
  'which no signature of the server is on; of ownAccountId, the key that this account made itself.',
  'other_label: lookup opens label.label, which only who asked the server about that very number or username can name, to another account than accountId, or keeps back to whom.',
  'no_label: it proves that label.label is nobody’s; kept_label: that it is still that of accountId, whose owner chose otherwise.',
  'A label is proved by lookup.path to a root; the head that commits to lookup.time and that root stands at label.position, which label.inclusion proves under note. lookup.keyPath leads from the leaf of label.labelKey to the same root.',
] as const;

/**
 * Everything found against the log of keys of this server and the entries of these accounts, as a file. Throws `not_found` when that is
 * nothing.
 */
export const toKeyEvidenceFile = (
  meta: MetaRepository,
  about: {
    /** Of the server, base64. */
    readonly serverKey: string;
    readonly ownAccountId: string;
    readonly accountId: string;
    /** By this computer's clock, in milliseconds. */
    readonly now: number;
  },
): { readonly name: string; readonly text: string } => {
  const { serverKey, ownAccountId, accountId } = about;
  // Whose app brought it is for the person alone: the file is made to be handed on.
  const findings = findingsOf(meta, serverKey).map(({ contact: _, ...finding }) => finding);
  const entries = [...new Set([ownAccountId, accountId])].flatMap((of) => load(meta, of));
  const times = [...findings, ...entries].flatMap(({ foundAt }) => foundAt ?? []);
  if (findings.length + entries.length === 0) throw new CodedError('not_found');
  const known = loadKnownLog(meta, serverKey);
  const logKeys = known ? [{ verifierKey: known.verifierKey, signature: known.signature }] : [];
  const format = 'bisik-key-evidence';
  // The file has them by the name that they had when its format was made.
  const alarms = findings;
  const file = { format, v: 1, howToRead, serverKey, logKeys, ownAccountId, alarms, entries };
  return {
    name: `bisik-key-evidence-${dayOf(Math.min(...times, about.now))}.json`,
    text: `${JSON.stringify(file, null, 2)}\n`,
  };
};
