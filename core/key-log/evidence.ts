import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { dayOf } from '../../contract/policy/fields.ts';
import { loadKnownLog } from '../log/known-log.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import { alarmsOfKeys } from './alarms.ts';

const nameOf = (accountId: string): string => `key-log.evidence ${accountId}`;
/** Of one account: the first that were found count; more than these are more of the same. */
const most = 4;
const mostLength = 65_536;

const proofSchema = z.object({
  accountId: z.string(),
  /**
   * other_key: a version says another key or other devices. other_history: the entry does not continue what was seen of it. other_label: a
   * number or username by which the account was found, or is, leads to somebody else.
   */
  kind: z.enum(['other_key', 'other_history', 'other_label']),
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
});
/** What an entry contradicts, with what proves what it says. */
export type EntryProof = z.infer<typeof proofSchema>;

const load = (meta: MetaRepository, accountId: string): readonly EntryProof[] => {
  const parsed = z.array(proofSchema).safeParse(meta.get(nameOf(accountId)));
  return parsed.success ? parsed.data : [];
};

/** Keeps a proof as long as this database, the first of its kind for an account and key. */
export const keepProof = (meta: MetaRepository, proof: EntryProof): void => {
  const kept = load(meta, proof.accountId);
  const isSame = (one: EntryProof): boolean =>
    one.kind === proof.kind && one.keyInUse === proof.keyInUse;
  if (kept.length >= most || kept.some(isSame)) return;
  const lookup = JSON.stringify(proof.lookup).length > mostLength ? null : proof.lookup;
  const marks = JSON.stringify(proof.marks).length > mostLength ? [] : proof.marks;
  meta.set(nameOf(proof.accountId), [...kept, { ...proof, lookup, marks }]);
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
  'other_label: lookup opens a label, which only who asked the server about that very number or username can name, to another account than accountId.',
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
  const alarms = alarmsOfKeys(meta, serverKey).map(({ contact: _, ...alarm }) => alarm);
  const entries = [...new Set([ownAccountId, accountId])].flatMap((of) => load(meta, of));
  const times = [...alarms, ...entries].flatMap(({ foundAt }) => foundAt ?? []);
  if (alarms.length + entries.length === 0) throw new CodedError('not_found');
  const known = loadKnownLog(meta, serverKey);
  const logKeys = known ? [{ verifierKey: known.verifierKey, signature: known.signature }] : [];
  const format = 'bisik-key-evidence';
  const file = { format, v: 1, howToRead, serverKey, logKeys, ownAccountId, alarms, entries };
  return {
    name: `bisik-key-evidence-${dayOf(Math.min(...times, about.now))}.json`,
    text: `${JSON.stringify(file, null, 2)}\n`,
  };
};
