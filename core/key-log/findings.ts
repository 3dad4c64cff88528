import * as z from 'zod/mini';
import { timestampSchema } from '../../contract/ids.ts';
import { parseCheckpoint, parseLogOrigin } from '../../contract/transparency/checkpoint.ts';
import { parseNote } from '../../contract/transparency/note.ts';
import type { Finding, raise } from '../log/alarms.ts';
import type { MetaRepository } from '../store/types/meta.ts';
import { decidedOn } from './decided.ts';

/** What outlives an account. The name is that of databases that there are, from when findings were called alarms. */
export const findingsName = 'key-log.alarms';
const most = 8;

const keptSchema = z.looseObject({
  kind: z.string(),
  /** Of the server, base64. */
  serverKey: z.string(),
  subject: z.string(),
  /** The account whose app brought what it was found by; absent where this device found it alone. */
  contact: z.optional(z.string()),
  foundAt: z.optional(timestampSchema),
  /** Those that contradict each other. */
  notes: z.optional(z.array(z.string())),
});
type KeptFinding = z.infer<typeof keptSchema>;

const parseKept = (value: unknown): readonly KeptFinding[] =>
  z.array(keptSchema).safeParse(value).data ?? [];
const load = (meta: MetaRepository): readonly KeptFinding[] => meta.read(findingsName, parseKept);

/**
 * An honest server raises it, too, when a backup was put back: its new epoch names what it was shown first, and somebody had seen more. All
 * other findings are of what only a server that lies can sign.
 */
const isUnexplained = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'epoch_unexplained';

/** The server makes labels by another key than before: keys, on which chats rest, are not touched by that. */
const isOfLabels = ({ kind }: { readonly kind: string }): boolean => kind === 'other_label_key';
/** Nothing is withheld for it. */
const isNotice = (one: { readonly kind: string }): boolean => isUnexplained(one) || isOfLabels(one);

const readEpoch = ({ kind, notes = [] }: KeptFinding): number => {
  // The log has another key in every epoch then.
  if (kind === 'other_key' || notes.length === 0) return Number.POSITIVE_INFINITY;
  const epochs = notes.map((note) => {
    const checkpoint = parseCheckpoint(parseNote(note)?.text ?? '');
    return parseLogOrigin(checkpoint?.origin ?? '')?.epoch ?? Number.POSITIVE_INFINITY;
  });
  return Math.max(...epochs);
};
const readEpochs = new WeakMap<KeptFinding, number>();
/** The newest epoch that a finding is about: a later one can be the end of it. Infinity where no epoch is. Its notes are read once. */
const epochOf = (one: KeptFinding): number => {
  const epoch = readEpochs.get(one) ?? readEpoch(one);
  readEpochs.set(one, epoch);
  return epoch;
};
/** The person went on with a later epoch; evidence stays. */
const isDecided = (meta: MetaRepository, one: KeptFinding): boolean =>
  epochOf(one) < decidedOn(meta, one.serverKey).log;

/** Of the earliest epoch that one of these is about, if this one is about a later one. When the first was found stays known. */
const lastOfBefore = (
  alike: readonly KeptFinding[],
  newer: KeptFinding,
): KeptFinding | undefined => {
  const others = alike.slice(1);
  const earliest = Math.min(...others.map(epochOf));
  return earliest < epochOf(newer)
    ? others.findLast((one) => epochOf(one) === earliest)
    : undefined;
};

interface FindingOfKeys extends Omit<Finding, 'kind'> {
  readonly kind: Finding['kind'] | 'other_label_key';
}
type KeepFinding = (
  context: Parameters<typeof raise>[0],
  serverKey: string,
  statements: Parameters<typeof raise>[2],
  finding: FindingOfKeys,
) => void;

/** Keeps what was found against the log of keys, as `raise` does of the other log; what contradicts itself is in it. */
export const keepFinding: KeepFinding = ({ store, clock }, serverKey, statements, finding) => {
  const kept = load(store.meta);
  const { kind, subject } = finding;
  // What withholds nothing leaves room for what fails every check, and one server for another.
  const alike = kept.filter(
    (one) =>
      one.serverKey === serverKey && (isNotice(finding) ? one.kind === kind : !isNotice(one)),
  );
  if (alike.some((one) => one.kind === kind && one.subject === subject)) return;
  const logKeys = statements.flatMap((statement) =>
    statement ? [{ verifierKey: statement.verifierKey, signature: statement.signature }] : [],
  );
  const found: KeptFinding = { ...finding, serverKey, logKeys, foundAt: clock.now() };
  const isFull = alike.length >= most;
  // Of epochs entries have to agree in the newest; of what fails every check, what is over makes room, and then an earlier epoch for a later one.
  const over = isNotice(finding)
    ? alike.at(-1)
    : (alike.findLast((one) => isDecided(store.meta, one)) ?? lastOfBefore(alike, found));
  if (isFull && over === undefined) return;
  const left = isFull ? kept.filter((one) => one !== over) : kept;
  store.meta.set(findingsName, [...left, found]);
};

/** What was found against the log of keys of this server, the earlier first. */
export const findingsOf = (meta: MetaRepository, serverKey: string): readonly KeptFinding[] =>
  load(meta).filter((one) => one.serverKey === serverKey);

/**
 * When the log of keys of this server was found to contradict itself, in milliseconds by this computer's clock: then no key that it hands
 * out can be believed. Null where it was not, or where the person went on since; `foundAt` is null where that was not kept. `epoch` is the
 * newest that it is about: Infinity where no other one makes it good.
 */
export const contradictionOfKeys = (
  meta: MetaRepository,
  serverKey: string,
): { readonly foundAt: number | null; readonly epoch: number } | null => {
  const found = findingsOf(meta, serverKey).filter(
    (one) => !isNotice(one) && !isDecided(meta, one),
  );
  const [first] = found;
  if (!first) return null;
  return { foundAt: first.foundAt ?? null, epoch: Math.max(...found.map(epochOf)) };
};

/** The epochs of the log of keys of this server that did not account for the one before, as they were found. */
const unexplainedEpochs = (
  meta: MetaRepository,
  serverKey: string,
): readonly { readonly epoch: number; readonly foundAt: number | null }[] =>
  findingsOf(meta, serverKey)
    .filter(isUnexplained)
    .map(({ subject, foundAt = null }) => ({
      epoch: parseLogOrigin(subject)?.epoch ?? 0,
      foundAt,
    }));

/** The newest of them; null for none. What agreed before that epoch says nothing in it. */
export const unexplainedEpoch = (meta: MetaRepository, serverKey: string): number | null => {
  const epochs = unexplainedEpochs(meta, serverKey).map(({ epoch }) => epoch);
  return epochs.length === 0 ? null : Math.max(...epochs);
};

/** The newest of them that the person did not read of, and when it was found; null for none. */
export const unreadEpoch = (
  meta: MetaRepository,
  serverKey: string,
): ReturnType<typeof unexplainedEpochs>[number] | null =>
  unexplainedEpochs(meta, serverKey)
    .filter(({ epoch }) => epoch > decidedOn(meta, serverKey).epoch)
    .sort((one, other) => one.epoch - other.epoch)
    .at(-1) ?? null;

/** The keys by which this server made labels but the first, as they were found. */
export const otherLabelKeys = (meta: MetaRepository, serverKey: string): readonly string[] =>
  findingsOf(meta, serverKey)
    .filter(isOfLabels)
    .map(({ subject }) => subject);

/** The newest of them that the person did not read of, and when it was found; null for none. */
export const unreadLabelKey = (
  meta: MetaRepository,
  serverKey: string,
): { readonly key: string; readonly foundAt: number | null } | null => {
  const { labelKeys } = decidedOn(meta, serverKey);
  const unread = findingsOf(meta, serverKey).filter(
    (one) => isOfLabels(one) && !labelKeys.includes(one.subject),
  );
  const newest = unread.at(-1);
  return newest ? { key: newest.subject, foundAt: newest.foundAt ?? null } : null;
};
